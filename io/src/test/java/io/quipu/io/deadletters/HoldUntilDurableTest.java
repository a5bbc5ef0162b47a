package io.quipu.io.deadletters;

import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.testing.Pipelines;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class HoldUntilDurableTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void everyElementGoesOnOnceWithItsTimestamp() {
    TestStream.Builder<String> stream = TestStream.create(StringUtf8Coder.of());
    List<TimestampedValue<String>> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      // Equal elements too: they share a key.
      TimestampedValue<String> element =
          TimestampedValue.of("element " + i % 100, START.plus(Duration.millis(i)));
      stream = stream.addElements(element);
      expected.add(element);
    }
    Pipeline pipeline = Pipelines.create();

    PAssert.that(
            pipeline
                .apply(stream.advanceWatermarkToInfinity())
                .apply(HoldUntilDurable.create())
                .apply(Reify.timestamps()))
        .containsInAnyOrder(expected);

    run(pipeline);
  }

  @Test
  void holdsDeadLettersInTheirOwnCoder() {
    List<DeadLetter> letters = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      RawRecord record =
          new RawRecord(new byte[] {(byte) i}, new SourcePosition("events", 0, i), i);
      letters.add(new DeadLetter("parse", "not-json", "It is not JSON.", record));
    }
    Pipeline pipeline = Pipelines.create();

    PAssert.that(pipeline.apply(Create.of(letters)).apply(HoldUntilDurable.create()))
        .containsInAnyOrder(letters);

    run(pipeline);
  }

  private static void run(Pipeline pipeline) {
    TestPipeline.verifyPAssertsSucceeded(pipeline, pipeline.run());
  }
}
