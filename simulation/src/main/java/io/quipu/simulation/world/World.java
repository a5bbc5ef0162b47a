package io.quipu.simulation.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is outside of the job: Kafka, Cassandra, reference data and the clock. Each schedule has
 * its own world; the ports of the stages find the one of their thread.
 */
public final class World {
  private static final ThreadLocal<World> CURRENT = new ThreadLocal<>();

  /** What happens around a call to the outside. */
  public interface Faults {

    /**
     * Called before each call and each wait.
     *
     * @throws SimulatedCrash if the caller dies here
     */
    void call(Supplier<String> what);

    /** Whether a write is sent again because its answer did not come. */
    boolean timesOut(Supplier<String> what);

    /** The attempt that is calling. */
    Object caller();
  }

  private final SimulatedLog log;
  private final SimulatedCassandra cassandra = new SimulatedCassandra();
  private final Map<String, String> categories = new HashMap<>();
  private final List<PendingWrite> pending = new ArrayList<>();
  private final Faults faults;
  private final WorldTampering tampering;
  private long millis;
  private long ticks;
  private final JournalTable journal = new JournalTable();
  private final Set<NoteFirings.FiringKey> firings = new HashSet<>();
  private int incarnation = 1;

  /**
   * A world without events and rows.
   *
   * @param millis the time at which it begins, in milliseconds since 1970
   */
  public World(int partitions, long millis, Faults faults, WorldTampering tampering) {
    this.log = new SimulatedLog(partitions);
    this.millis = millis;
    this.faults = faults;
    this.tampering = tampering;
    journal.begin(incarnation);
  }

  /** Makes a world that of this thread; null to leave it without one. */
  public static void enter(@Nullable World world) {
    if (world == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(world);
    }
  }

  /** The world of this thread. */
  static World current() {
    return Objects.requireNonNull(CURRENT.get(), "This thread has no simulated world.");
  }

  /** Kafka. */
  public SimulatedLog log() {
    return log;
  }

  /** Cassandra. */
  public SimulatedCassandra cassandra() {
    return cassandra;
  }

  /** The owners of shards and the journal. */
  JournalTable journal() {
    return journal;
  }

  /** The reference data: the category of each product. */
  public Map<String, String> categories() {
    return categories;
  }

  /** The firings of triggers that were sent. */
  public Set<NoteFirings.FiringKey> firings() {
    return firings;
  }

  /** What a planted bug changes. */
  WorldTampering tampering() {
    return tampering;
  }

  /** The time, in milliseconds since 1970. */
  public long millis() {
    return millis;
  }

  /** Moves the clock. */
  public void pass(long duration) {
    millis += duration;
  }

  /** A time that is later than all before it, for the numbers of pages. */
  long tick() {
    return incarnation * 1_000_000_000L + ++ticks;
  }

  /** The number of the run; each start without state has a larger one. */
  public int incarnation() {
    return incarnation;
  }

  /** Begins the next run. */
  public void nextIncarnation() {
    incarnation++;
    journal.begin(incarnation);
  }

  /** Says that a stage calls the outside. */
  void call(String what) {
    faults.call(() -> what);
  }

  /** Sends a write. */
  PendingWrite send(Supplier<String> what, Runnable apply) {
    faults.call(what);
    PendingWrite write = new PendingWrite(this, what, faults.caller(), apply);
    pending.add(write);
    return write;
  }

  void await(PendingWrite write) {
    faults.call(() -> "wait for: " + write.what());
    if (!write.isDone()) {
      if (faults.timesOut(write::what)) {
        pending.add(write.repeated());
      }
      pending.remove(write);
      write.land();
    }
  }

  /** The writes that have not taken effect yet. */
  public List<PendingWrite> pending() {
    return pending;
  }
}
