package io.quipu.transforms.combine;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.state.Shard;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.testing.Outputs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Batches that go through windows of a second. */
final class Batches {
  static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  static final Duration SECOND = Duration.standardSeconds(1);

  private static final int MONTH = 2026 * 12 + 10;
  private static final Statistic OPENED =
      Statistic.of("opened", Set.of(Resolution.HOUR), true, List.of());

  private Batches() {}

  /** A stream whose clock and watermark are at the start. */
  static TestStream.Builder<KV<Shard, IncrementBatch>> atStart() {
    return TestStream.create(KvCoder.of(ShardCoder.of(), IncrementBatchCoder.of()))
        .advanceProcessingTime(new Duration(BoundedWindow.TIMESTAMP_MIN_VALUE, START))
        .advanceWatermarkTo(START);
  }

  /** Moves in steps, because the DirectRunner may fire a timer one step late. */
  static TestStream.Builder<KV<Shard, IncrementBatch>> someTimePasses(
      TestStream.Builder<KV<Shard, IncrementBatch>> stream) {
    for (int i = 0; i < 10; i++) {
      stream = stream.advanceProcessingTime(SECOND);
    }
    return stream;
  }

  static void run(
      TestStream<KV<Shard, IncrementBatch>> stream,
      Outputs.Expectation<TimestampedValue<KV<Shard, IncrementBatch>>> expectation) {
    run(stream, false, expectation);
  }

  /** Key affinity needs one instance for all keys. */
  static void run(
      TestStream<KV<Shard, IncrementBatch>> stream,
      boolean keyAffinity,
      Outputs.Expectation<TimestampedValue<KV<Shard, IncrementBatch>>> expectation) {
    Pipeline pipeline = keyAffinity ? Pipelines.withOneThread() : Pipelines.create();
    Outputs.expectTimestamped(
        pipeline.apply(stream).apply(CombineInFixedWindows.of(SECOND).withKeyAffinity(keyAffinity)),
        expectation);
    Outputs.run(pipeline);
  }

  static TimestampedValue<KV<Shard, IncrementBatch>> at(
      KV<Shard, IncrementBatch> batch, Instant time) {
    return TimestampedValue.of(batch, time);
  }

  /** One event of a company. */
  static KV<Shard, IncrementBatch> batch(String company, int shard) {
    Event event = Event.builder(company, OPENED, LocalHour.ofCode(MONTH, 5)).build();
    Increments increments = new Increments();
    increments.add(new CheckedEvent(event, new byte[1]), 0);
    return KV.of(new Shard(MONTH, shard), increments.toBatch());
  }

  static Map<String, Long> counts(List<TimestampedValue<KV<Shard, IncrementBatch>>> merged) {
    Map<String, Long> counts = new HashMap<>();
    for (TimestampedValue<KV<Shard, IncrementBatch>> batch : merged) {
      for (Increment increment : Increments.read(batch.getValue().getValue())) {
        counts.merge(increment.company(), increment.page().month().count(), Long::sum);
      }
    }
    return counts;
  }
}
