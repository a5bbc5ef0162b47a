package io.quipu.model.sequence;

import java.util.Comparator;

/**
 * That a customer did one step of a sequence at a time, or something that must not come between
 * steps.
 *
 * <p>The order is that of time. At equal times, earlier steps come first, and what must not come
 * between steps comes last.
 *
 * @param time when, in milliseconds since 1970
 * @param kind the number of the condition in {@link SequenceDefinition#conditions}
 * @param identity tells the event from others of the same customer and time
 * @param value the value that the step carries; empty if it carries none
 */
public record Fact(long time, int kind, long identity, String value) implements Comparable<Fact> {
  private static final Comparator<Fact> ORDER =
      Comparator.comparingLong(Fact::time)
          .thenComparingInt(Fact::kind)
          .thenComparingLong(Fact::identity)
          .thenComparing(Fact::value);

  @Override
  public int compareTo(Fact other) {
    return ORDER.compare(this, other);
  }

  /** Whether both are of the same event. */
  boolean isOfEventOf(Fact other) {
    return time == other.time && identity == other.identity;
  }
}
