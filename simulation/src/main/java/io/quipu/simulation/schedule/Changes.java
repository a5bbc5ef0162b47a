package io.quipu.simulation.schedule;

import io.quipu.simulation.schedule.Scenario.Change;
import io.quipu.simulation.world.SimulatedCassandra.CountKey;
import io.quipu.simulation.world.World;
import java.util.ArrayList;
import java.util.List;

/** The changes around the job, each of which is rare. */
final class Changes {
  /** How far the clock of the broker is set ahead or back, in milliseconds. */
  private static final long[] SHIFTS = {-3_600_000, -60_000, -500, 300, 60_000, 3_600_000};

  private static final long MOST_AHEAD = 7_200_000;

  private final Scenario scenario;
  private final Choices choices;
  private final World world;
  private final Launcher launcher;
  private final Trace trace;
  private boolean partitionAdded;

  Changes(Scenario scenario, Choices choices, World world, Launcher launcher, Trace trace) {
    this.scenario = scenario;
    this.choices = choices;
    this.world = world;
    this.launcher = launcher;
    this.trace = trace;
  }

  /** Lets one of them happen. */
  boolean happen() {
    List<Change> possible = new ArrayList<>();
    for (Change change : Change.values()) {
      if (scenario.has(change)) {
        possible.add(change);
      }
    }
    switch (possible.get(choices.below(possible.size()))) {
      case DRAIN, EARLY_DRAIN, LOST_COMMIT -> launcher.drain();
      case LOOKUPS -> changeLookup();
      case PAGES_TTL -> deletePages();
      case RETENTION -> deleteRecords();
      case PARTITIONS -> addPartition();
      case DELETED_ROW -> deleteRow();
      case CLOCK -> setClock(0);
      case AHEAD_CLOCK -> setClock(MOST_AHEAD);
      default -> {
        if (scenario.has(Change.CRASH)) {
          launcher.kill();
        }
      }
    }
    return true;
  }

  private void changeLookup() {
    String product = "product-" + choices.below(2);
    String category = List.of("tools", "toys", "books").get(choices.below(3));
    trace.add(() -> "The category of " + product + " is now " + category + ".");
    world.categories().put(product, category);
  }

  private void deletePages() {
    trace.add(() -> "The time of all pages is over.");
    world
        .cassandra()
        .pages()
        .keys()
        .forEach(key -> world.cassandra().pages().delete(key, world.millis() * 1_000 - 1));
  }

  private void deleteRecords() {
    int partition = choices.below(world.log().partitions());
    long first = world.log().end(partition) - choices.below(3);
    trace.add(() -> "Partition " + partition + " has no records before offset " + first + " now.");
    world.log().deleteBefore(partition, first);
  }

  private void addPartition() {
    if (!partitionAdded) {
      partitionAdded = true;
      trace.add(() -> "The topic has one more partition.");
      world.log().addPartition();
    }
  }

  /**
   * @param mostAhead how far the clock may then be ahead of those of the workers
   */
  private void setClock(long mostAhead) {
    long shift = SHIFTS[choices.below(SHIFTS.length)];
    long millis = Math.min(shift, mostAhead - world.log().clock());
    trace.add(() -> "The clock of the broker is set by " + millis + " ms.");
    world.log().setClock(millis);
  }

  private void deleteRow() {
    List<CountKey> keys = List.copyOf(world.cassandra().counts().keys());
    if (!keys.isEmpty()) {
      CountKey key = keys.get(choices.below(keys.size()));
      trace.add(() -> "Somebody deletes the row of " + key + ".");
      world.cassandra().counts().delete(key, world.millis() * 1_000);
      if (!key.counter().dimension().isEmpty()) {
        world.cassandra().countsByValue().delete(key, world.millis() * 1_000);
      }
    }
  }
}
