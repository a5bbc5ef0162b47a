package io.quipu.io.kafka.changes;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.ChangeThreshold;
import io.quipu.model.counter.CountRow;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.CountRowCoder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Tests which changes of a row are sent, and that its last numbers always are. */
class WithholdSmallChangesTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration WITHIN = Duration.standardMinutes(10);
  private static final KvCoder<byte[], CountRow> CODER =
      KvCoder.of(ByteArrayCoder.of(), CountRowCoder.of());

  private final Pipeline pipeline = Pipelines.withOneThread();
  private TestStream.Builder<KV<byte[], CountRow>> stream = TestStream.create(CODER);
  private int minute;

  @Test
  void sendsWhatDiffersFromTheLastSentAndTheRestInTime() {
    row(1, 100, "1.00");
    row(1, 105, "1.00");
    row(1, 106, "1.00");
    row(1, 111, "1.00");
    row(1, 112, "1.06");
    row(1, 113, "1.06");
    pass(WITHIN.plus(Duration.standardMinutes(1)));
    row(1, 114, "1.06");
    run("5", true, "1:100", "1:106", "1:112", "1:113", "1:114");
  }

  @Test
  void aNewOwnerSendsEachRowOnceHoweverSmallTheChange() {
    row(1, 100, "1.00");
    row(2, 100, "1.00");
    row(1, 200, "1.00");
    row(2, 101, "1.00");
    row(2, 102, "1.00");
    row(2, 0, "0.00");
    run("5", false, "1:100", "2:100", "2:0");
  }

  @Test
  void stateExpiresSoThatTheNextChangeIsTheFirst() {
    row(1, 100, "1.00");
    pass(Duration.standardDays(20));
    row(1, 103, "1.00");
    pass(Duration.standardMinutes(9));
    row(1, 104, "1.00");
    pass(Duration.standardDays(32));
    row(1, 105, "1.00");
    row(1, 106, "1.00");
    row(1, 107, "1.00");
    run("2", false, "1:100", "1:103", "1:104", "1:105", "1:107");
  }

  private void row(long owner, long count, String sum) {
    CountRow row =
        new CountRow(
            "acme",
            "",
            "open",
            "",
            "",
            Resolution.DAY,
            2026,
            0,
            count,
            3L,
            Map.of("m", new BigDecimal(sum)),
            owner,
            count == 0 ? 1L << 30 : count);
    minute++;
    Instant time = time();
    stream =
        stream
            .addElements(
                TimestampedValue.of(KV.of("row".getBytes(StandardCharsets.UTF_8), row), time))
            .advanceWatermarkTo(time);
  }

  private void pass(Duration time) {
    minute += (int) time.getStandardMinutes();
    stream = stream.advanceWatermarkTo(time());
  }

  private Instant time() {
    return START.plus(Duration.standardMinutes(minute));
  }

  private void run(String amount, boolean percent, String... sent) {
    ChangeThreshold threshold =
        new ChangeThreshold(
            new BigDecimal(amount), percent, java.time.Duration.ofMillis(WITHIN.getMillis()));
    PAssert.that(
            pipeline
                .apply("Rows", stream.advanceWatermarkToInfinity())
                .apply(
                    "Withhold",
                    ParDo.of(new WithholdSmallChangesFn(threshold, Duration.standardDays(31))))
                .setCoder(KvCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()))
                .apply(
                    "Sent",
                    MapElements.into(TypeDescriptors.strings())
                        .via(message -> ownerAndCount(message.getValue()))))
        .containsInAnyOrder(sent);
    pipeline.run();
  }

  private static String ownerAndCount(byte[] message) {
    String json = new String(message, StandardCharsets.UTF_8);
    long version = Long.parseLong(json.replaceAll(".*\"version\":\"([0-9]+)\".*", "$1"));
    return (version >> 40) + ":" + json.replaceAll(".*\"count\":([0-9]+).*", "$1");
  }
}
