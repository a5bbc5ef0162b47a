package io.quipu.simulation.schedule;

import io.quipu.simulation.oracle.Checker.Promise;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which kinds of change and fault a schedule has. */
public enum Scenario {
  /** The process dies at any call, element or timer; writes come late; parallelism changes. */
  CRASHES(Promise.EXACT, true, Change.CRASH, Change.RESCALE),
  /** As {@link #CRASHES}, and months end, so state expires and comes back. */
  EXPIRY(Promise.EXACT, true, Change.CRASH, Change.RESCALE, Change.MONTHS),
  /** As {@link #CRASHES}, and an attempt that was given up goes on. */
  ZOMBIE(Promise.EXACT, true, Change.CRASH, Change.RESCALE, Change.ZOMBIE),
  /** As {@link #ZOMBIE}, and months end. */
  ZOMBIE_EXPIRY(Promise.EXACT, true, Change.CRASH, Change.ZOMBIE, Change.MONTHS),
  /**
   * As {@link #ZOMBIE_EXPIRY}, and checkpoints and crashes come between portions of a month's end.
   */
  PORTIONS(Promise.EXACT, true, Change.CRASH, Change.ZOMBIE, Change.MONTHS, Change.PORTIONS),
  /** As {@link #EXPIRY}, and the job is drained and starts again without its state. */
  DRAIN(Promise.EXACT, true, Change.CRASH, Change.RESCALE, Change.MONTHS, Change.DRAIN),
  /**
   * As {@link #DRAIN}, and the drain may begin before the job has caught up after a crash. Then it
   * takes back what a lost attempt had counted, and the next run counts it. If the lost attempt was
   * drained too, its pages stay.
   */
  EARLY_DRAIN(
      Promise.EXACT_AT_LAST, false, Change.CRASH, Change.MONTHS, Change.DRAIN, Change.EARLY_DRAIN),
  /** As {@link #CRASHES}, and readers remember all numbers that they saw. */
  READERS(Promise.NOTHING_FALLS, true, Change.CRASH, Change.RESCALE),
  /** As {@link #CRASHES}, and looked-up values change. */
  LOOKUPS(Promise.VALUES_ADD_UP, true, Change.CRASH, Change.LOOKUPS),
  /** As {@link #LOOKUPS}, and an attempt that was given up goes on. */
  ZOMBIE_LOOKUPS(Promise.VALUES_ADD_UP, true, Change.CRASH, Change.ZOMBIE, Change.LOOKUPS),
  /** As {@link #DRAIN}, and an attempt that was given up goes on. */
  ZOMBIE_DRAIN(Promise.EXACT, false, Change.CRASH, Change.ZOMBIE, Change.MONTHS, Change.DRAIN),
  /** As {@link #EXPIRY}, and Cassandra deletes old pages. */
  PAGES_TTL(Promise.EXACT, false, Change.CRASH, Change.MONTHS, Change.PAGES_TTL),
  /** Kafka deletes records that the job has to read again, and the operator accepts the gap. */
  RETENTION(Promise.ROWS_AGREE, true, Change.CRASH, Change.RETENTION),
  /** As {@link #RETENTION}, and an attempt that was given up goes on. */
  ZOMBIE_RETENTION(Promise.ROWS_AGREE, true, Change.CRASH, Change.ZOMBIE, Change.RETENTION),
  /** A drained job starts again at the offsets from before the drain. */
  LOST_COMMIT(Promise.EXACT, false, Change.DRAIN, Change.LOST_COMMIT),
  /** A partition is added to the topic. */
  PARTITIONS(Promise.EXACT, true, Change.CRASH, Change.RESCALE, Change.PARTITIONS),
  /** Somebody deletes a row with CQL, without a timestamp. */
  DELETED_ROW(Promise.EXACT, true, Change.CRASH, Change.DELETED_ROW),
  /** As {@link #EXPIRY}, and the clock of the broker is set, but not before those of workers. */
  CLOCK(Promise.EXACT, true, Change.CRASH, Change.RESCALE, Change.MONTHS, Change.CLOCK),
  /** As {@link #CLOCK}, and an attempt that was given up goes on. */
  ZOMBIE_CLOCK(Promise.EXACT, true, Change.CRASH, Change.ZOMBIE, Change.CLOCK),
  /**
   * As {@link #ZOMBIE_CLOCK}, and the clock of the broker may be ahead. So a lost attempt can have
   * read records of a time that it has not reached, and numbers fall for a moment.
   */
  AHEAD_CLOCK(
      Promise.EXACT_AT_LAST, true, Change.CRASH, Change.ZOMBIE, Change.MONTHS, Change.AHEAD_CLOCK),
  /** As {@link #DRAIN}, and the job counts a sequence, whose numbers fall. */
  SEQUENCES(
      Promise.EXACT,
      true,
      Change.CRASH,
      Change.RESCALE,
      Change.MONTHS,
      Change.DRAIN,
      Change.SEQUENCES),
  /** As {@link #ZOMBIE_EXPIRY}, and the job counts a sequence. */
  ZOMBIE_SEQUENCES(
      Promise.EXACT, true, Change.CRASH, Change.ZOMBIE, Change.MONTHS, Change.SEQUENCES),
  /** As {@link #ZOMBIE_EXPIRY}, and triggers fire, each once for a bucket. */
  TRIGGERS(
      Promise.EXACT,
      true,
      Change.CRASH,
      Change.RESCALE,
      Change.ZOMBIE,
      Change.MONTHS,
      Change.TRIGGERS),
  /**
   * As {@link #DRAIN}, and a dimension has a limit. The values that are within it can be others
   * after a crash.
   */
  LIMITS(
      Promise.EXACT,
      true,
      Change.CRASH,
      Change.RESCALE,
      Change.MONTHS,
      Change.DRAIN,
      Change.LIMITS),
  /** As {@link #ZOMBIE_EXPIRY}, and a dimension has a limit. */
  ZOMBIE_LIMITS(Promise.EXACT, true, Change.CRASH, Change.ZOMBIE, Change.MONTHS, Change.LIMITS);

  /** One kind of change. */
  enum Change {
    CRASH,
    RESCALE,
    MONTHS,
    PORTIONS,
    ZOMBIE,
    DRAIN,
    EARLY_DRAIN,
    LOOKUPS,
    PAGES_TTL,
    RETENTION,
    LOST_COMMIT,
    PARTITIONS,
    DELETED_ROW,
    CLOCK,
    AHEAD_CLOCK,
    SEQUENCES,
    TRIGGERS,
    LIMITS
  }

  private final Promise promise;
  private final boolean exact;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable.
  private final Set<Change> changes;

  Scenario(Promise promise, boolean exact, Change... changes) {
    this.promise = promise;
    this.exact = exact;
    this.changes = Set.of(changes);
  }

  /** The name in the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the product is exact in it. */
  public boolean isExact() {
    return exact;
  }

  /** The scenarios in which the product is exact. */
  public static List<Scenario> exactOnes() {
    return Arrays.stream(values()).filter(Scenario::isExact).toList();
  }

  /**
   * The scenario of a name.
   *
   * @throws IllegalArgumentException if no scenario has this name
   */
  public static Scenario ofWord(String word) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no scenario '"
                        + word
                        + "'; there are "
                        + String.join(", ", Arrays.stream(values()).map(Scenario::word).toList())
                        + "."));
  }

  /** Whether the product is exact only with a journal, which needs key affinity. */
  boolean needsJournal() {
    return switch (this) {
      case READERS,
          LOOKUPS,
          ZOMBIE_LOOKUPS,
          RETENTION,
          ZOMBIE_RETENTION,
          EARLY_DRAIN,
          ZOMBIE_DRAIN,
          SEQUENCES,
          ZOMBIE_SEQUENCES,
          LIMITS,
          ZOMBIE_LIMITS ->
          true;
      default -> false;
    };
  }

  Promise promise() {
    return promise;
  }

  /** How many shards each month has; one shard has more pages that leave one after another. */
  int shards() {
    return this == PORTIONS ? 1 : 4;
  }

  /** Whether each event needs a looked-up value. */
  boolean needsProducts() {
    return promise == Promise.VALUES_ADD_UP;
  }

  boolean has(Change change) {
    return changes.contains(change);
  }
}
