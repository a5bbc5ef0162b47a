package io.quipu.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Creates pipelines for tests on the DirectRunner, and reads their metrics. */
public final class Pipelines {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private Pipelines() {}

  /** A pipeline whose {@code run} returns when it is done. */
  public static Pipeline create() {
    return create(2);
  }

  /** A pipeline with one thread: one DoFn instance gets all elements, as in one slot of Flink. */
  public static Pipeline withOneThread() {
    return create(1);
  }

  private static Pipeline create(int threads) {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(threads);
    return Pipeline.create(options);
  }

  /**
   * The elements in their order, in bundles of random size. The clock advances between bundles; the
   * watermark follows it with a random delay of up to 4 s.
   */
  public static <T> TestStream<T> inRandomBundles(List<T> elements, Coder<T> coder, long seed) {
    Random random = new Random(seed);
    TestStream.Builder<T> stream = TestStream.create(coder);
    Instant now = START;
    Instant watermark = START.minus(Duration.standardHours(1));
    int from = 0;
    while (from < elements.size()) {
      int to = Math.min(elements.size(), from + 1 + random.nextInt(elements.size() / 5 + 1));
      List<TimestampedValue<T>> bundle = new ArrayList<>();
      for (T element : elements.subList(from, to)) {
        bundle.add(TimestampedValue.of(element, now.minus(Duration.millis(random.nextInt(5000)))));
      }
      stream = oneBundle(stream, bundle);
      Duration pause = Duration.millis(random.nextInt(2000));
      now = now.plus(pause);
      stream = stream.advanceProcessingTime(pause);
      Instant next = now.minus(Duration.millis(random.nextInt(4000)));
      if (next.isAfter(watermark)) {
        watermark = next;
        stream = stream.advanceWatermarkTo(watermark);
      }
      from = to;
    }
    return stream.advanceWatermarkToInfinity();
  }

  /** Adds elements that arrive in the pipeline as one bundle. */
  public static <T> TestStream.Builder<T> oneBundle(
      TestStream.Builder<T> stream, List<TimestampedValue<T>> bundle) {
    return stream.addElements(
        bundle.get(0), bundle.subList(1, bundle.size()).toArray(Pipelines::array));
  }

  /** The value of a counter in the namespace "quipu"; 0 if it was never incremented. */
  public static long counter(PipelineResult result, String name) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("quipu", name)).build();
    long sum = 0;
    for (MetricResult<Long> metric : result.metrics().queryMetrics(filter).getCounters()) {
      // Not attempted: the runner reports attempted values only after it has passed on the bundle's
      // output.
      sum += metric.getCommitted();
    }
    return sum;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays have no type arguments.
  private static <T> TimestampedValue<T>[] array(int size) {
    return new TimestampedValue[size];
  }
}
