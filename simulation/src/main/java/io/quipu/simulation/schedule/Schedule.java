package io.quipu.simulation.schedule;

import java.util.BitSet;
import java.util.StringJoiner;

/**
 * One schedule: all of its choices follow from these values.
 *
 * @param seed chooses everything
 * @param steps after how many steps nothing is left to chance, and the job only finishes its work
 * @param events the most events that are sent
 * @param quiet the steps that are without chance
 * @param crashAt the number of the call, element or timer at which the job dies; -1 to leave it to
 *     the seed
 * @param history the events, one letter each, A or B; empty to leave them to the seed
 */
public record Schedule(
    Scenario scenario,
    long seed,
    int steps,
    int events,
    BitSet quiet,
    int crashAt,
    String history) {

  /** How many steps a schedule has if nothing else is said. */
  public static final int DEFAULT_STEPS = 300;

  /** A schedule whose choices are all left to the seed. */
  public static Schedule of(Scenario scenario, long seed, int steps) {
    return new Schedule(scenario, seed, steps, Integer.MAX_VALUE, new BitSet(), -1, "");
  }

  /**
   * A schedule of given events, which leaves nothing to chance but the behaviour of the runner.
   *
   * @throws IllegalArgumentException if the history has other letters than A and B
   */
  public static Schedule ofHistory(String history, long seed) {
    if (!history.matches("[AB]+")) {
      throw new IllegalArgumentException(
          "The history is '" + history + "'; write a letter A or B for each event.");
    }
    return new Schedule(Scenario.CRASHES, seed, 0, Integer.MAX_VALUE, new BitSet(), -1, history);
  }

  boolean isQuiet(int step) {
    return step >= steps || quiet.get(step);
  }

  /** The same with at most this many events. */
  public Schedule withEvents(int most) {
    return new Schedule(scenario, seed, steps, most, quiet, crashAt, history);
  }

  /** The same with these quiet steps. */
  public Schedule withQuiet(BitSet others) {
    return new Schedule(scenario, seed, steps, events, (BitSet) others.clone(), crashAt, history);
  }

  /** The same with fewer steps. */
  public Schedule withSteps(int fewer) {
    BitSet left = (BitSet) quiet.clone();
    left.clear(fewer, Math.max(fewer, left.length()));
    return new Schedule(scenario, seed, fewer, events, left, crashAt, history);
  }

  /** The same with a crash at this place, and no other. */
  public Schedule withCrashAt(int place) {
    return new Schedule(scenario, seed, steps, events, quiet, place, history);
  }

  /** The command line that repeats it. */
  public String command() {
    StringJoiner line = new StringJoiner(" ").add("./quipu simulate").add("--seed=" + seed);
    if (history.isEmpty()) {
      line.add("--steps=" + steps).add("--scenario=" + scenario.word());
    } else {
      line.add("--history=" + history);
    }
    if (events != Integer.MAX_VALUE) {
      line.add("--events=" + events);
    }
    if (!quiet.isEmpty()) {
      line.add("--quiet=" + ranges());
    }
    if (crashAt >= 0) {
      line.add("--crash-at=" + crashAt);
    }
    return line.toString();
  }

  private String ranges() {
    StringJoiner ranges = new StringJoiner(",");
    for (int from = quiet.nextSetBit(0); from >= 0; ) {
      int to = quiet.nextClearBit(from) - 1;
      ranges.add(from == to ? String.valueOf(from) : from + "-" + to);
      from = quiet.nextSetBit(to + 1);
    }
    return ranges.toString();
  }

  /**
   * Reads the quiet steps of a command line, such as {@code 3,7-12}.
   *
   * @throws IllegalArgumentException if it is not a list of numbers and ranges
   */
  public static BitSet quietSteps(String ranges) {
    BitSet quiet = new BitSet();
    if (ranges.isEmpty()) {
      return quiet;
    }
    for (String range : ranges.split(",", -1)) {
      String[] ends = range.split("-", 2);
      try {
        int from = Integer.parseInt(ends[0]);
        int to = ends.length == 1 ? from : Integer.parseInt(ends[1]);
        quiet.set(from, to + 1);
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "'" + range + "' is no step and no range of steps; write a list such as 3,7-12.", e);
      }
    }
    return quiet;
  }
}
