package io.quipu.transforms.unique;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.event.Event;
import io.quipu.transforms.testing.Outputs;
import java.time.YearMonth;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Expectations about the flags of events. */
final class Flags {
  private static final int JANUARY = LocalHour.month(YearMonth.of(2026, 1));

  private Flags() {}

  /**
   * Expects flags of the whole statistic, in the order of the events' timestamps. The retention is
   * 10 days.
   */
  static void expect(
      Pipeline pipeline, TestStream<Event> stream, CheckUniqueness check, Integer... flags) {
    Outputs.expect(
        pipeline.apply(stream).apply(check.withRetention(Duration.standardDays(10))),
        checked ->
            assertThat(checked.stream().map(one -> one.uniqueIn(0)).toList(), contains(flags)));
    Outputs.run(pipeline);
  }

  static TimestampedValue<Event> at(Event event, String time) {
    return TimestampedValue.of(event, Instant.parse(time));
  }

  /** An hour of January 2026. */
  static int january(int code) {
    return LocalHour.ofCode(JANUARY, code);
  }
}
