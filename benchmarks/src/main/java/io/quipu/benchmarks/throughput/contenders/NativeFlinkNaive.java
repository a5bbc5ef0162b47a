package io.quipu.benchmarks.throughput.contenders;

import io.quipu.benchmarks.throughput.Contender;
import io.quipu.benchmarks.throughput.DemoCatalog;
import io.quipu.benchmarks.throughput.Yardstick;
import io.quipu.model.calendar.Resolution;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingProcessingTimeWindows;
import org.apache.flink.util.Collector;

/**
 * A program for Flink's DataStream API, written as Flink's documentation teaches.
 *
 * <p>Its steps:
 *
 * <ul>
 *   <li>{@code KafkaSource} with Jackson's data binding;
 *   <li>keys of customer and statistic;
 *   <li>keyed state with the ids of the events and, for each resolution, a {@code MapState} of the
 *       dimension values and buckets in which the customer was seen;
 *   <li>an increment for each resolution of the whole statistic and of each dimension value;
 *   <li>an incremental aggregate by row in tumbling windows of processing time, whose sums are the
 *       results.
 * </ul>
 *
 * <p>Its settings: RocksDB, incremental checkpoints and exactly once as in Quipu's own jobs; object
 * reuse; no type that needs Kryo. Each entry of state expires by Flink's time to live.
 */
public final class NativeFlinkNaive implements Contender {
  /** A month of 31 days, whose events come at most 20 days late, and some reserve. */
  private static final Duration REMEMBERED = Duration.ofDays(62);

  private static final TypeInformation<Tuple2<String, Numbers>> ADDITION =
      TypeInformation.of(new TypeHint<>() {});

  @Override
  public AutoCloseable start(Yardstick yardstick) throws Exception {
    StreamExecutionEnvironment flink = FlinkHere.environment(yardstick);
    ContenderBuckets buckets = new ContenderBuckets(DemoCatalog.load().timeZones());
    flink
        .fromSource(source(yardstick), WatermarkStrategy.noWatermarks(), "read")
        .keyBy(TrackedEvent::customerKey)
        .process(new FanOutFunction(buckets))
        .returns(ADDITION)
        .name("unique")
        .keyBy(addition -> addition.f0)
        .window(TumblingProcessingTimeWindows.of(yardstick.window()))
        .aggregate(new SumFunction(), ADDITION, ADDITION)
        .name("sum")
        .addSink(new TallySink())
        .name("tally");
    return FlinkHere.run(flink, "naive");
  }

  private static KafkaSource<TrackedEvent> source(Yardstick yardstick) {
    return KafkaSource.<TrackedEvent>builder()
        .setBootstrapServers(yardstick.bootstrapServers())
        .setTopics(yardstick.topic())
        .setGroupId("native-flink")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setValueOnlyDeserializer(new EventSchema())
        .build();
  }

  /** Returns null for broken records, which Flink then skips. */
  private static final class EventSchema extends AbstractDeserializationSchema<TrackedEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("NullAway") // Flink's documentation allows null here, its type does not.
    public TrackedEvent deserialize(byte[] message) {
      return JsonEvents.read(message);
    }
  }

  /** Drops events that were counted before, and finds in which buckets the customer is new. */
  private static final class FanOutFunction
      extends KeyedProcessFunction<String, TrackedEvent, Tuple2<String, Numbers>> {
    private static final long serialVersionUID = 1L;

    private final ContenderBuckets buckets;
    private transient MapState<String, Boolean> ids;
    private transient List<MapState<String, Boolean>> seen;

    FanOutFunction(ContenderBuckets buckets) {
      this.buckets = buckets;
    }

    @Override
    public void open(OpenContext context) {
      ids = state("ids");
      seen = List.of(state("hours"), state("days"), state("months"));
    }

    private MapState<String, Boolean> state(String name) {
      MapStateDescriptor<String, Boolean> descriptor =
          new MapStateDescriptor<>(name, Types.STRING, Types.BOOLEAN);
      descriptor.enableTimeToLive(StateTtlConfig.newBuilder(REMEMBERED).build());
      return getRuntimeContext().getMapState(descriptor);
    }

    @Override
    public void processElement(
        TrackedEvent event,
        KeyedProcessFunction<String, TrackedEvent, Tuple2<String, Numbers>>.Context context,
        Collector<Tuple2<String, Numbers>> out)
        throws Exception {
      if (ids.contains(event.id)) {
        return;
      }
      ids.put(event.id, true);
      for (Resolution resolution : Resolution.values()) {
        long bucket = buckets.start(event.company, event.time, resolution);
        MapState<String, Boolean> customerSeen = seen.get(resolution.code());
        for (int i = 0; i < event.values.length; i++) {
          String counter = RowName.within(event, i, bucket);
          boolean first = !customerSeen.contains(counter);
          if (first) {
            customerSeen.put(counter, true);
          }
          out.collect(
              Tuple2.of(RowName.of(event, i, resolution, bucket), Numbers.ofEvent(event, first)));
        }
      }
    }
  }

  /** Adds up the increments of a row in one window. */
  private static final class SumFunction
      implements AggregateFunction<
          Tuple2<String, Numbers>, Tuple2<String, Numbers>, Tuple2<String, Numbers>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Tuple2<String, Numbers> createAccumulator() {
      return Tuple2.of("", new Numbers());
    }

    @Override
    public Tuple2<String, Numbers> add(
        Tuple2<String, Numbers> addition, Tuple2<String, Numbers> sum) {
      sum.f0 = addition.f0;
      sum.f1.add(addition.f1);
      return sum;
    }

    @Override
    public Tuple2<String, Numbers> getResult(Tuple2<String, Numbers> sum) {
      return sum;
    }

    @Override
    public Tuple2<String, Numbers> merge(
        Tuple2<String, Numbers> one, Tuple2<String, Numbers> other) {
      return Tuple2.of(one.f0, one.f1.add(other.f1));
    }
  }

  /** Adds the results to {@link Tally}. */
  private static final class TallySink implements SinkFunction<Tuple2<String, Numbers>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void invoke(Tuple2<String, Numbers> sum, SinkFunction.Context context) {
      RowName.add(sum.f0, sum.f1);
    }
  }
}
