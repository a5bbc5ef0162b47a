package io.quipu.io.kafka.read;

import com.google.auto.value.AutoValue;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.ReplayHeaders;
import io.quipu.model.event.RawRecord;
import io.quipu.transforms.progress.ReadOutputs;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

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
}
