package io.quipu.model.progress;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a keyspace is counted, as far as its jobs have said so.
 *
 * @param unknown why nobody knows, as a sentence for people; null if it is known
 * @param upTo all records that were appended before this time are counted, in milliseconds since
 *     1970; {@link #ALL} if the input has ended, {@link #NOTHING} if it is unknown
 * @param since records from before this time may be left out, in milliseconds since 1970; {@link
 *     #NOTHING} if none are
 * @param positions how far each partition is counted
 * @param exactness how exact the numbers are: exact, bounded, approximate or unknown
 */
public record Counted(
    @Nullable String unknown,
    long upTo,
    long since,
    List<ReadPosition> positions,
    String exactness) {
  /** The time after all records of an input that has ended. */
  public static final long ALL = Long.MAX_VALUE;

  /** The time before all records. */
  public static final long NOTHING = Long.MIN_VALUE;

  public Counted {
    positions = List.copyOf(positions);
  }

  /** Not known, and why. */
  public static Counted unknown(String why, String exactness) {
    return new Counted(why, NOTHING, NOTHING, List.of(), exactness);
  }
}
