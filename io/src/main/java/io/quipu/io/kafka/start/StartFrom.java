package io.quipu.io.kafka.start;

import io.quipu.model.text.IsoTime;
import io.quipu.model.text.IsoTimeException;
import java.time.Instant;
import java.util.Locale;

/** Where a job without state starts to read a topic. A job with state continues where it was. */
public sealed interface StartFrom {

  /** From the oldest record that Kafka still has. */
  record Earliest() implements StartFrom {}

  /** Only records that come after the start. */
  record Latest() implements StartFrom {}

  /** From the committed offsets of the consumer group, or the oldest record where it has none. */
  record Committed() implements StartFrom {}

  /** From the first record that Kafka received at this time or later. */
  record Timestamp(Instant time) implements StartFrom {}

  /**
   * @param word earliest, latest, committed or a time that {@link IsoTime} reads, such as
   *     2026-11-01T00:00:00Z
   * @throws IllegalArgumentException if it is none of these
   */
  static StartFrom parse(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "earliest" -> new Earliest();
      case "latest" -> new Latest();
      case "committed" -> new Committed();
      default -> timestamp(word);
    };
  }

  private static StartFrom timestamp(String word) {
    try {
      Instant time = IsoTime.instant(word);
      // Negative timestamps mean special offsets in Kafka's protocol, such as the latest.
      if (time.getEpochSecond() >= 0 && time.isBefore(Instant.parse("+10000-01-01T00:00:00Z"))) {
        return new Timestamp(time);
      }
    } catch (IsoTimeException e) {
      throw new IllegalArgumentException(wrong(word), e);
    }
    throw new IllegalArgumentException(wrong(word));
  }

  private static String wrong(String word) {
    return "'"
        + word
        + "' is no start; write earliest, latest, committed or a time since 1970 such as"
        + " 2026-11-01T00:00:00Z.";
  }
}
