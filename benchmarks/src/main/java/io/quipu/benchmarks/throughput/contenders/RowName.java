package io.quipu.benchmarks.throughput.contenders;

import io.quipu.benchmarks.throughput.Tally;
import io.quipu.model.calendar.Resolution;

/** The name of a row as one string, which is a small and fast key in every framework. */
final class RowName {
  /** Separates the parts of a name; no part contains it. */
  static final char SEPARATOR = '\u0000';

  private static final int PARTS = 6;

  private RowName() {}

  /** The row of an event's i-th dimension value in a bucket. */
  static String of(TrackedEvent event, int i, Resolution resolution, long bucketStart) {
    return event.company
        + SEPARATOR
        + event.statistic
        + SEPARATOR
        + event.dimensions[i]
        + SEPARATOR
        + event.values[i]
        + SEPARATOR
        + resolution.code()
        + SEPARATOR
        + bucketStart;
  }

  /** The part of the name that differs among the rows of one customer and resolution. */
  static String within(TrackedEvent event, int i, long bucketStart) {
    return event.dimensions[i] + SEPARATOR + event.values[i] + SEPARATOR + bucketStart;
  }

  /** Adds numbers to the row of this name in {@link Tally}. */
  static void add(String name, Numbers numbers) {
    String[] parts = parts(name);
    Tally.add(
        parts[0],
        parts[1],
        parts[2],
        parts[3],
        Resolution.ofCode(Integer.parseInt(parts[4])),
        Long.parseLong(parts[5]),
        numbers.count,
        numbers.uniques,
        numbers.cents);
  }

  /** Sets the numbers of the row of this name in {@link Tally}. */
  static void set(String name, Numbers numbers) {
    String[] parts = parts(name);
    Tally.set(
        parts[0],
        parts[1],
        parts[2],
        parts[3],
        Resolution.ofCode(Integer.parseInt(parts[4])),
        Long.parseLong(parts[5]),
        numbers.count,
        numbers.uniques,
        numbers.cents);
  }

  private static String[] parts(String name) {
    String[] parts = new String[PARTS];
    int from = 0;
    for (int i = 0; i < PARTS - 1; i++) {
      int to = name.indexOf(SEPARATOR, from);
      parts[i] = name.substring(from, to);
      from = to + 1;
    }
    parts[PARTS - 1] = name.substring(from);
    return parts;
  }
}
