package io.quipu.model.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the numbers of a bucket are complete.
 *
 * <p>A bucket is complete if its job has counted all records that were appended until the end of
 * the bucket and, after it, for as long as 99.9% of the company's events need to come. And no dead
 * letter may belong to it, the last audit found nothing wrong, and a failure cannot make the
 * numbers wrong. So the numbers of a complete bucket are those of all records that were appended up
 * to then. An event that is later than 99.9% of the others can still change them.
 *
 * @param counted how far the keyspace is counted
 * @param lateness how late the events of the company come; null if nobody has seen any
 * @param letters the dead letters around the bucket
 * @param auditedAt when the last audit of the bucket read the stored rows; null without an audit
 * @param wrongRows how many rows the last audit of the bucket found wrong; 0 without an audit
 */
public record Completeness(
    Counted counted,
    @Nullable Lateness lateness,
    WaitingLetters letters,
    @Nullable Instant auditedAt,
    long wrongRows) {
  /** The share of events that must have had the time to come. */
  private static final double SHARE = 0.999;

  /** The clocks of the job, the broker and the reader may differ by so much. */
  private static final long CLOCKS_MS = 1_000;

  /** How long to wait for late events, in milliseconds. */
  public long waitMillis() {
    return lateness == null ? 0 : lateness.within(SHARE) + CLOCKS_MS;
  }

  /**
   * Why a bucket is not complete, as a sentence for people; null if it is complete.
   *
   * @param start when the bucket begins, in milliseconds since 1970
   * @param end when it ends
   * @param now the time now
   */
  public @Nullable String missing(long start, long end, long now) {
    String unknown = counted.unknown();
    if (unknown != null) {
      return unknown;
    }
    if (counted.exactness().equals("approximate")) {
      return "A failure of the job can make its numbers wrong, because of its --delivery or"
          + " --count-mode.";
    }
    if (wrongRows > 0) {
      return "The last audit found %,d wrong rows.".formatted(wrongRows);
    }
    if (start < counted.since()) {
      return "The job has not counted all records from before %s.".formatted(text(counted.since()));
    }
    if (now < end) {
      return "The bucket has not ended.";
    }
    String late = counted.upTo() == Counted.ALL ? null : late(end);
    if (late != null) {
      return late;
    }
    long waiting = letters.of(start, end, waitMillis());
    return waiting > 0
        ? "%,d dead letters that wait for a replay may belong to it.".formatted(waiting)
        : null;
  }

  private @Nullable String late(long end) {
    if (lateness == null || lateness.events() == 0) {
      return "How late events of the company come is not known yet.";
    }
    return counted.upTo() < end + waitMillis()
        ? "Events may still come: 99.9%% of the company's events come within %s, and the job has counted up to %s."
            .formatted(words(Duration.ofMillis(waitMillis())), text(counted.upTo()))
        : null;
  }

  private static String text(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String words(Duration duration) {
    if (duration.toDays() > 0) {
      return "%d days %d hours".formatted(duration.toDays(), duration.toHoursPart());
    }
    if (duration.toHours() > 0) {
      return "%d hours %d minutes".formatted(duration.toHours(), duration.toMinutesPart());
    }
    return duration.toMinutes() > 0
        ? "%d minutes %d seconds".formatted(duration.toMinutes(), duration.toSecondsPart())
        : "%d seconds".formatted(duration.toSeconds());
  }
}
