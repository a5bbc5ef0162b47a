package io.quipu.benchmarks.throughput.contenders;

import io.quipu.benchmarks.throughput.Contender;
import io.quipu.benchmarks.throughput.DemoCatalog;
import io.quipu.benchmarks.throughput.Yardstick;
import io.quipu.model.calendar.Resolution;
import io.quipu.runners.flink.FlinkArguments;
import io.quipu.runners.flink.embedded.EmbeddedFlink;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.joda.time.Duration;

/**
 * A Beam pipeline on the Flink runner, written as Beam's programming guide teaches.
 *
 * <p>Its steps:
 *
 * <ul>
 *   <li>{@code KafkaIO} and Jackson's data binding;
 *   <li>keys of customer and statistic;
 *   <li>state with the ids of the events and, for each resolution, a {@code MapState} of the
 *       dimension values and buckets in which the customer was seen;
 *   <li>an increment for each resolution of the whole statistic and of each dimension value;
 *   <li>{@code Combine.perKey} by row in fixed windows, whose sums are the results.
 * </ul>
 *
 * <p>Its state never expires: that would need a timer for each event, and be even slower.
 *
 * <p>Its settings are those of Quipu's own jobs, such as bundles, RocksDB and exactly once.
 */
public final class BeamNaive implements Contender {
  @Override
  public AutoCloseable start(Yardstick yardstick) throws Exception {
    EmbeddedFlink flink = EmbeddedFlink.start(yardstick.folder(), yardstick.parallelism());
    List<String> arguments =
        List.of(
            "--jobName=beam-naive",
            "--parallelism=" + yardstick.parallelism(),
            "--checkpointingInterval=" + yardstick.checkpointEvery().toMillis());
    FlinkPipelineOptions options =
        PipelineOptionsFactory.fromArgs(
                FlinkArguments.withDefaults(arguments).toArray(String[]::new))
            .as(FlinkPipelineOptions.class);
    flink.configure(options);
    Pipeline pipeline = Pipeline.create(options);
    build(pipeline, yardstick, new ContenderBuckets(DemoCatalog.load().timeZones()));
    pipeline.run();
    return flink;
  }

  private static void build(Pipeline pipeline, Yardstick yardstick, ContenderBuckets buckets) {
    KvCoder<String, Numbers> additions = KvCoder.of(StringUtf8Coder.of(), new NumbersCoder());
    pipeline
        .apply("Read", read(yardstick))
        .apply("Parse", ParDo.of(new ParseFn()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), new EventCoder()))
        .apply("Unique", ParDo.of(new UniqueFn(buckets)))
        .setCoder(additions)
        .apply(
            "Window", Window.into(FixedWindows.of(Duration.millis(yardstick.window().toMillis()))))
        .apply("Sum", Combine.<String, Numbers, Numbers>perKey(new SumFn()))
        .setCoder(additions)
        .apply("Tally", ParDo.of(new TallyFn()));
  }

  private static PTransform<PBegin, PCollection<KV<byte[], byte[]>>> read(Yardstick yardstick) {
    return KafkaIO.<byte[], byte[]>read()
        .withBootstrapServers(yardstick.bootstrapServers())
        .withTopic(yardstick.topic())
        .withKeyDeserializer(ByteArrayDeserializer.class)
        .withValueDeserializer(ByteArrayDeserializer.class)
        .withConsumerConfigUpdates(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                "beam-naive",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000))
        .withoutMetadata();
  }

  /** Keys events by customer and statistic; broken records are left out. */
  private static final class ParseFn extends DoFn<KV<byte[], byte[]>, KV<String, TrackedEvent>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<byte[], byte[]> record, OutputReceiver<KV<String, TrackedEvent>> out) {
      TrackedEvent event = JsonEvents.read(record.getValue());
      if (event != null) {
        out.output(KV.of(event.customerKey(), event));
      }
    }
  }

  /** Drops events that were counted before, and finds in which buckets the customer is new. */
  private static final class UniqueFn extends DoFn<KV<String, TrackedEvent>, KV<String, Numbers>> {
    private static final long serialVersionUID = 1L;
    private static final String IDS = "ids";
    private static final String HOURS = "hours";
    private static final String DAYS = "days";
    private static final String MONTHS = "months";

    @StateId(IDS)
    private final StateSpec<MapState<String, Boolean>> idsSpec = seenSpec();

    @StateId(HOURS)
    private final StateSpec<MapState<String, Boolean>> hoursSpec = seenSpec();

    @StateId(DAYS)
    private final StateSpec<MapState<String, Boolean>> daysSpec = seenSpec();

    @StateId(MONTHS)
    private final StateSpec<MapState<String, Boolean>> monthsSpec = seenSpec();

    private final ContenderBuckets buckets;

    UniqueFn(ContenderBuckets buckets) {
      this.buckets = buckets;
    }

    private static StateSpec<MapState<String, Boolean>> seenSpec() {
      return StateSpecs.map(StringUtf8Coder.of(), BooleanCoder.of());
    }

    @ProcessElement
    public void process(
        @Element KV<String, TrackedEvent> keyed,
        @StateId(IDS) MapState<String, Boolean> ids,
        @StateId(HOURS) MapState<String, Boolean> hours,
        @StateId(DAYS) MapState<String, Boolean> days,
        @StateId(MONTHS) MapState<String, Boolean> months,
        OutputReceiver<KV<String, Numbers>> out) {
      TrackedEvent event = keyed.getValue();
      if (isFirst(ids, event.id)) {
        fanOut(event, Resolution.HOUR, hours, out);
        fanOut(event, Resolution.DAY, days, out);
        fanOut(event, Resolution.MONTH, months, out);
      }
    }

    private void fanOut(
        TrackedEvent event,
        Resolution resolution,
        MapState<String, Boolean> seen,
        OutputReceiver<KV<String, Numbers>> out) {
      long bucket = buckets.start(event.company, event.time, resolution);
      for (int i = 0; i < event.values.length; i++) {
        boolean first = isFirst(seen, RowName.within(event, i, bucket));
        out.output(KV.of(RowName.of(event, i, resolution, bucket), Numbers.ofEvent(event, first)));
      }
    }

    private static boolean isFirst(MapState<String, Boolean> seen, String key) {
      boolean first = seen.get(key).read() == null;
      if (first) {
        seen.put(key, true);
      }
      return first;
    }
  }

  /** Adds up the increments of a row in one window. */
  private static final class SumFn extends Combine.CombineFn<Numbers, Numbers, Numbers> {
    private static final long serialVersionUID = 1L;

    @Override
    public Numbers createAccumulator() {
      return new Numbers();
    }

    @Override
    public Numbers addInput(Numbers sum, Numbers increment) {
      return sum.add(increment);
    }

    @Override
    public Numbers mergeAccumulators(Iterable<Numbers> sums) {
      Numbers all = new Numbers();
      sums.forEach(all::add);
      return all;
    }

    @Override
    public Numbers extractOutput(Numbers sum) {
      return sum;
    }
  }

  /** Adds the results to {@link Tally}. */
  private static final class TallyFn extends DoFn<KV<String, Numbers>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Numbers> sum) {
      RowName.add(sum.getKey(), sum.getValue());
    }
  }

  private static final class EventCoder extends CustomCoder<TrackedEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(TrackedEvent event, OutputStream out) throws IOException {
      event.write(new DataOutputStream(out));
    }

    @Override
    public TrackedEvent decode(InputStream in) throws IOException {
      return TrackedEvent.read(new DataInputStream(in));
    }

    @Override
    public void verifyDeterministic() {}
  }

  private static final class NumbersCoder extends CustomCoder<Numbers> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Numbers numbers, OutputStream out) throws IOException {
      numbers.write(new DataOutputStream(out));
    }

    @Override
    public Numbers decode(InputStream in) throws IOException {
      return Numbers.read(new DataInputStream(in));
    }

    @Override
    public void verifyDeterministic() {}
  }
}
