package io.quipu.simulation.schedule;

import java.util.BitSet;

/**
 * Makes a failing schedule smaller as long as it fails: fewer steps, fewer events, and more steps
 * without chance (delta debugging: Zeller and Hildebrandt, 2002).
 */
public final class Shrinker {
  private static final int MOST_RUNS = 3_000;

  private final PlantedBugs plants;
  private Schedule smallest;
  private int runs;

  private Shrinker(Schedule failing, PlantedBugs plants) {
    this.smallest = failing;
    this.plants = plants;
  }

  /** Returns the smallest failing schedule that it finds. */
  public static Schedule shrink(Schedule failing, PlantedBugs plants) {
    Shrinker shrinker = new Shrinker(failing, plants);
    shrinker.shrinkEvents();
    shrinker.shrinkSteps();
    shrinker.quietSteps();
    shrinker.shrinkEvents();
    shrinker.shrinkSteps();
    return shrinker.smallest;
  }

  private boolean keepIfFailing(Schedule smaller) {
    if (runs++ >= MOST_RUNS || !Simulation.run(smaller, plants, false).hasFailed()) {
      return false;
    }
    smallest = smaller;
    return true;
  }

  private void shrinkSteps() {
    for (int cut = smallest.steps() / 2; cut > 0; cut /= 2) {
      while (smallest.steps() >= cut && keepIfFailing(smallest.withSteps(smallest.steps() - cut))) {
        // Each success cuts off as much once more.
      }
    }
  }

  private void shrinkEvents() {
    int most = new EventMaker(smallest).make().size();
    for (int events = 1; events < most; events++) {
      if (keepIfFailing(smallest.withEvents(events))) {
        return;
      }
    }
  }

  private void quietSteps() {
    for (int size = Math.max(1, smallest.steps() / 2); size > 0; size /= 2) {
      for (int from = 0; from < smallest.steps(); from += size) {
        BitSet quiet = (BitSet) smallest.quiet().clone();
        quiet.set(from, Math.min(from + size, smallest.steps()));
        if (quiet.cardinality() > smallest.quiet().cardinality()) {
          keepIfFailing(smallest.withQuiet(quiet));
        }
      }
    }
  }
}
