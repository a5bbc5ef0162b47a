package io.quipu.io.kafka;

import com.google.auto.value.AutoValue;
import io.quipu.io.kafka.log.LogWatch;
import io.quipu.model.event.RawRecord;
import io.quipu.model.progress.ReadPosition;
import io.quipu.transforms.progress.ReadOutputs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of Kafka topics.
 *
 * <p>Out: {@link RawRecord}s with the values of committed messages. Keys and headers are ignored,
 * but a record that was replayed for another consumer group is left out ({@link ReplayHeaders}).
 * Partitions that are added to the topics are read too, from their beginning.
 *
 * <p>Guarantee: each record once, if the runner has exactly-once checkpoints. The checkpoints hold
 * the offsets that count. The consumer group's offsets follow them to show the lag, and say where a
 * job without state begins (see {@link io.quipu.io.kafka.start.KafkaStart}).
 *
 * <p>Time: the broker's log-append time. Records that are read together have the timestamp of the
 * last one as elements; each {@link RawRecord} contains its own. An idle partition does not hold
 * the watermark. State: the offsets.
 */
@AutoValue
public abstract class ReadKafka extends PTransform<PBegin, PCollection<RawRecord>> {
  private static final long serialVersionUID = 1L;

  /**
   * Timeouts of the consumer that only requests the end of a partition. A reader that is closed
   * waits for the answer. By default, that delays a recovery by a minute if Kafka is not available.
   */
  private static final Map<String, Object> BACKLOG_CONSUMER =
      Map.of(
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
          5_000,
          ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          5_000);

  abstract KafkaSettings settings();

  abstract List<TopicPartition> partitions();

  abstract String group();

  abstract int maxRecordsPerSecond();

  abstract boolean commitsOnRead();

  abstract Builder toBuilder();

  /**
   * Reads these partitions, starting at the offsets of the consumer group, and partitions that are
   * added to their topics.
   */
  public static ReadKafka of(
      KafkaSettings settings, List<TopicPartition> partitions, String group) {
    return new AutoValue_ReadKafka.Builder()
        .settings(settings)
        .partitions(List.copyOf(partitions))
        .group(group)
        .maxRecordsPerSecond(0)
        .commitsOnRead(false)
        .build();
  }

  /**
   * Limits the rate of each reader.
   *
   * @param records the most records a second; 0 for no limit
   * @throws IllegalArgumentException if it is negative
   */
  public ReadKafka withMaxRecordsPerSecond(int records) {
    if (records < 0) {
      throw new IllegalArgumentException(
          "The limit is " + records + " records a second; give 0, for no limit, or more.");
    }
    return toBuilder().maxRecordsPerSecond(records).build();
  }

  /**
   * Commits offsets before the records are returned. So a job without checkpoints, which restarts
   * at the offsets of its group, never reads a record twice. If it fails, records that were read
   * and not yet counted are lost.
   */
  public ReadKafka committingOnRead() {
    return toBuilder().commitsOnRead(true).build();
  }

  @Override
  public PCollection<RawRecord> expand(PBegin begin) {
    return read(begin).get(ReadOutputs.RECORDS);
  }

  /** The same with all outputs of {@link ReadOutputs}. */
  public PTransform<PBegin, PCollectionTuple> withPositions() {
    return new WithPositions(this);
  }

  private PCollectionTuple read(PBegin begin) {
    return begin
        .apply("KafkaIO", Read.from(new BatchSource<>(source())))
        .apply(
            "ToRecords",
            ParDo.of(new ToRecordsFn(group()))
                .withOutputTags(
                    ReadOutputs.RECORDS,
                    TupleTagList.of(ReadOutputs.POSITIONS).and(ReadOutputs.REPLAYED)));
  }

  /** The source of all partitions. */
  GrowingSource source() {
    Map<String, Object> consumer =
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            group(),
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            // Where to start is settled: a record that is not there is never passed over unseen.
            "none",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            // How soon a partition that was added to a topic is found; Kafka's default is 5
            // minutes.
            ConsumerConfig.METADATA_MAX_AGE_CONFIG,
            30_000,
            // Each poll costs one hand-over from Kafka's thread to the runner's, so polls are
            // large.
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            4 << 20);
    KafkaIO.Read<byte[], byte[]> read =
        KafkaIO.<byte[], byte[]>read()
            .withBootstrapServers(settings().bootstrapServers())
            .withKeyDeserializer(ByteArrayDeserializer.class)
            .withValueDeserializer(ByteArrayDeserializer.class)
            .withConsumerConfigUpdates(consumer)
            .withOffsetConsumerConfigOverrides(BACKLOG_CONSUMER)
            .withConsumerFactoryFn(
                new ConsumerFactory(
                    settings(), maxRecordsPerSecond(), commitsOnRead(), partitions()))
            .withTimestampPolicyFactory(AppendTimePolicy::of);
    if (!commitsOnRead()) {
      read = read.commitOffsetsInFinalize();
    }
    return GrowingSource.of(read, partitions());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("bootstrapServers", settings().bootstrapServers())
                .withLabel("Kafka's bootstrap servers"))
        .add(
            DisplayData.item("partitions", partitions().toString())
                .withLabel("Topics and partitions that are read"))
        .add(DisplayData.item("group", group()).withLabel("Consumer group"))
        .add(
            DisplayData.item("commitsOnRead", commitsOnRead())
                .withLabel("Whether offsets are committed before records are given"))
        .addIfNotDefault(
            DisplayData.item("maxRecordsPerSecond", maxRecordsPerSecond())
                .withLabel("Most records a second for each reader"),
            0);
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder settings(KafkaSettings settings);

    abstract Builder partitions(List<TopicPartition> partitions);

    abstract Builder group(String group);

    abstract Builder maxRecordsPerSecond(int records);

    abstract Builder commitsOnRead(boolean commits);

    abstract ReadKafka build();
  }

  /** Has all outputs. Its stages have the same names, so that it continues from the same state. */
  private static final class WithPositions extends PTransform<PBegin, PCollectionTuple> {
    private static final long serialVersionUID = 1L;

    private final ReadKafka read;

    WithPositions(ReadKafka read) {
      this.read = read;
    }

    @Override
    public PCollectionTuple expand(PBegin begin) {
      return read.read(begin);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      read.populateDisplayData(builder);
    }
  }

  /** Keeps each message's value and position. */
  static final class ToRecordsFn extends DoFn<List<KafkaRecord<byte[], byte[]>>, RawRecord> {
    private static final long serialVersionUID = 1L;
    private final Counter records = Metrics.counter("quipu", "records-read");
    private final Counter ofOthers = Metrics.counter("quipu", "replays-of-others");
    private final Counter lost = Metrics.counter("quipu", "records-lost");
    private final Gauge behind = Metrics.gauge("quipu", "behind-ms");
    private final String groupName;
    private final byte[] group;
    private transient long read;
    private transient long latest;
    // When the last record of each partition was appended.
    private transient Map<TopicPartition, Long> appended;

    ToRecordsFn(String group) {
      this.groupName = group;
      this.group = ReplayHeaders.utf8(group);
      this.appended = new HashMap<>();
    }

    @Setup
    public void setup() {
      appended = new HashMap<>();
    }

    @StartBundle
    public void startBundle() {
      read = 0;
    }

    @FinishBundle
    public void finishBundle() {
      if (read > 0) {
        records.inc(read);
        // The age of the last record since it was appended: milliseconds in a job that keeps up.
        behind.set(Math.max(0, System.currentTimeMillis() - latest));
        lost.inc(LogWatch.of(groupName).takeLost());
      }
    }

    @ProcessElement
    public void process(
        @Element List<KafkaRecord<byte[], byte[]>> messages,
        @Timestamp Instant time,
        MultiOutputReceiver out) {
      if (PositionRecords.isPosition(messages.get(0))) {
        outputPositions(messages, out.get(ReadOutputs.POSITIONS));
        return;
      }
      OutputReceiver<RawRecord> records = out.get(ReadOutputs.RECORDS);
      read += messages.size();
      latest = time.getMillis();
      for (KafkaRecord<byte[], byte[]> message : messages) {
        Headers headers = message.getHeaders();
        if (headers != null && ReplayHeaders.isForOthers(headers, group)) {
          ofOthers.inc();
          continue;
        }
        long came = came(message, time);
        if (headers != null && ReplayHeaders.came(headers).isPresent()) {
          out.get(ReadOutputs.REPLAYED).output((int) TimeUnit.MILLISECONDS.toHours(came));
        }
        records.output(
            Messages.record(
                message.getTopic(),
                message.getPartition(),
                message.getOffset(),
                message.getKV().getValue(),
                came));
      }
      noteAppended(messages);
    }

    private static long came(KafkaRecord<byte[], byte[]> message, Instant time) {
      boolean isAppendTime = message.getTimestampType() == KafkaTimestampType.LOG_APPEND_TIME;
      return Messages.came(
          message.getHeaders(), isAppendTime ? message.getTimestamp() : time.getMillis());
    }

    private void noteAppended(List<KafkaRecord<byte[], byte[]>> messages) {
      @Nullable TopicPartition partition = null;
      for (int i = messages.size() - 1; i >= 0; i--) {
        KafkaRecord<byte[], byte[]> message = messages.get(i);
        boolean same =
            partition != null
                && partition.partition() == message.getPartition()
                && partition.topic().equals(message.getTopic());
        if (!same && message.getTimestampType() == KafkaTimestampType.LOG_APPEND_TIME) {
          partition = new TopicPartition(message.getTopic(), message.getPartition());
          appended.merge(partition, message.getTimestamp(), Math::max);
        }
      }
    }

    /** A record that follows was not appended before the last one. */
    private void outputPositions(
        List<KafkaRecord<byte[], byte[]>> positions, OutputReceiver<ReadPosition> out) {
      for (KafkaRecord<byte[], byte[]> position : positions) {
        TopicPartition partition = new TopicPartition(position.getTopic(), position.getPartition());
        ReadPosition read =
            PositionRecords.position(position, appended.getOrDefault(partition, LogEnds.UNKNOWN));
        if (read.upTo() != LogEnds.UNKNOWN) {
          out.output(read);
        }
      }
    }
  }
}
