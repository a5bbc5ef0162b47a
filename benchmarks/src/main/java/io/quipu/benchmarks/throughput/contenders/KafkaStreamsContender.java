package io.quipu.benchmarks.throughput.contenders;

import io.quipu.benchmarks.throughput.Contender;
import io.quipu.benchmarks.throughput.DemoCatalog;
import io.quipu.benchmarks.throughput.Yardstick;
import io.quipu.model.calendar.Resolution;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * A program of Kafka Streams.
 *
 * <p>Its steps:
 *
 * <ul>
 *   <li>the topic, read with Jackson's data binding;
 *   <li>a repartition by customer and statistic;
 *   <li>a window store of ids, and one of the dimension values and buckets in which the customer
 *       was seen; both expire by segments;
 *   <li>an increment for each resolution of the whole statistic and of each dimension value;
 *   <li>a repartition by row;
 *   <li>an aggregate in a cached store, which gives each row's latest total at each commit as a
 *       result.
 * </ul>
 *
 * <p>Its settings: exactly once (v2), with a commit and so a result once per window length. All
 * RocksDB stores share one memory budget, as the documentation's page on memory advises. The budget
 * is as large as Flink's in Quipu's own jobs. The internal topics have larger batches and
 * compression. The number of threads is the yardstick's parallelism. RocksDB is Flink's build, as
 * for all contenders, because a class path can hold only one.
 *
 * <p>Its stages do not wait for each other: with a backlog, the first stages run far ahead, and
 * results come late. A thread processes all records that it has fetched from one partition before
 * the next partition, so fetches are small.
 */
public final class KafkaStreamsContender implements Contender {
  private static final Duration REMEMBERED = Duration.ofDays(62);
  private static final long CACHE_BYTES = 128L << 20;
  private static final int BATCH_BYTES = 64 << 10;
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final String IDS = "ids";
  private static final String SEEN = "seen";
  private static final byte[] PRESENT = {1};

  private static final Serde<TrackedEvent> EVENTS = serde(TrackedEvent::write, TrackedEvent::read);
  private static final Serde<Numbers> NUMBERS = serde(Numbers::write, Numbers::read);

  @Override
  public AutoCloseable start(Yardstick yardstick) throws Exception {
    ContenderBuckets buckets = new ContenderBuckets(DemoCatalog.load().timeZones());
    Properties settings = settings(yardstick);
    KafkaStreams streams = new KafkaStreams(topology(yardstick, buckets, settings), settings);
    CountDownLatch running = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            running.countDown();
          }
        });
    streams.start();
    running.await();
    return () -> streams.close(STOP_TIMEOUT);
  }

  private static Topology topology(
      Yardstick yardstick, ContenderBuckets buckets, Properties settings) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(yardstick.topic(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .mapValues(JsonEvents::read)
        .filter((key, event) -> event != null)
        .selectKey((key, event) -> event.customerKey())
        .repartition(
            Repartitioned.with(Serdes.String(), EVENTS)
                .withName("by-customer")
                .withNumberOfPartitions(yardstick.partitions()))
        .process(new Unique(buckets))
        .repartition(
            Repartitioned.with(Serdes.String(), NUMBERS)
                .withName("by-row")
                .withNumberOfPartitions(yardstick.partitions()))
        .groupByKey()
        .aggregate(
            Numbers::new,
            (row, increment, total) -> total.add(increment),
            Materialized.<String, Numbers, KeyValueStore<Bytes, byte[]>>as("totals")
                .withKeySerde(Serdes.String())
                .withValueSerde(NUMBERS)
                .withCachingEnabled())
        .toStream()
        .foreach(RowName::set);
    return builder.build(settings);
  }

  private static Properties settings(Yardstick yardstick) {
    Properties settings = new Properties();
    // A new id, so that this run does not continue from the offsets of another run.
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, yardstick.topic() + "-" + UUID.randomUUID());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, yardstick.bootstrapServers());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, yardstick.folder().toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, yardstick.window().toMillis());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, yardstick.parallelism());
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    settings.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.OPTIMIZE);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        BATCH_BYTES);
    return settings;
  }

  /** Drops events that were counted before, and finds in which buckets the customer is new. */
  private static final class Unique
      implements ProcessorSupplier<String, TrackedEvent, String, Numbers> {
    private final ContenderBuckets buckets;

    Unique(ContenderBuckets buckets) {
      this.buckets = buckets;
    }

    @Override
    public Processor<String, TrackedEvent, String, Numbers> get() {
      return new UniqueProcessor(buckets);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(store(IDS), store(SEEN));
    }

    private static StoreBuilder<?> store(String name) {
      return Stores.windowStoreBuilder(
          Stores.persistentWindowStore(name, REMEMBERED, Duration.ofMillis(1), false),
          Serdes.String(),
          Serdes.ByteArray());
    }
  }

  private static final class UniqueProcessor
      extends ContextualProcessor<String, TrackedEvent, String, Numbers> {
    private final ContenderBuckets buckets;
    private WindowStore<String, byte[]> ids;
    private WindowStore<String, byte[]> seen;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init first.
    UniqueProcessor(ContenderBuckets buckets) {
      this.buckets = buckets;
    }

    @Override
    public void init(ProcessorContext<String, Numbers> context) {
      super.init(context);
      ids = Objects.requireNonNull(context.getStateStore(IDS));
      seen = Objects.requireNonNull(context.getStateStore(SEEN));
    }

    @Override
    public void process(Record<String, TrackedEvent> record) {
      TrackedEvent event = record.value();
      if (!isFirst(ids, record.key() + RowName.SEPARATOR + event.id, event.time)) {
        return;
      }
      for (Resolution resolution : Resolution.values()) {
        long bucket = buckets.start(event.company, event.time, resolution);
        for (int i = 0; i < event.values.length; i++) {
          String row = RowName.of(event, i, resolution, bucket);
          boolean first = isFirst(seen, row + RowName.SEPARATOR + event.customer, bucket);
          context().forward(record.withKey(row).withValue(Numbers.ofEvent(event, first)));
        }
      }
    }

    private static boolean isFirst(WindowStore<String, byte[]> store, String key, long time) {
      boolean first = store.fetch(key, time) == null;
      if (first) {
        store.put(key, PRESENT, time);
      }
      return first;
    }
  }

  private interface Write<T> {
    void to(T object, DataOutput out) throws IOException;
  }

  private interface Read<T> {
    T from(DataInput in) throws IOException;
  }

  private static <T> Serde<T> serde(Write<T> write, Read<T> read) {
    return Serdes.serdeFrom(
        (topic, object) -> toBytes(object, write), (topic, bytes) -> fromBytes(bytes, read));
  }

  @SuppressWarnings("NullAway") // A null object is null bytes.
  private static <T> byte[] toBytes(T object, Write<T> write) {
    if (object == null) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write.to(object, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("NullAway") // As above.
  private static <T> T fromBytes(byte[] bytes, Read<T> read) {
    if (bytes == null) {
      return null;
    }
    try {
      return read.from(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
