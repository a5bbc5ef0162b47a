package io.quipu.io.kafka.read;

import io.quipu.io.kafka.KafkaGapOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A source of topics that also reads partitions which are added to them while the job runs.
 *
 * <p>The source of KafkaIO keeps the partitions of its first start, also after a restart from a
 * checkpoint. Here each split has such a source for the partitions that the job knew at its first
 * start. A reader adds another one for each new partition of its split, and its mark has the
 * positions of all of them. So a new partition is read from its beginning, and exactly once.
 */
final class GrowingSource extends UnboundedSource<KafkaRecord<byte[], byte[]>, ReaderMark> {
  private static final long serialVersionUID = 1L;

  private final KafkaIO.Read<byte[], byte[]> read;
  private final UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark> known;
  private final Set<String> topics;
  private final int index;
  private final int splits;

  private GrowingSource(
      KafkaIO.Read<byte[], byte[]> read,
      UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark> known,
      Set<String> topics,
      int index,
      int splits) {
    this.read = read;
    this.known = known;
    this.topics = topics;
    this.index = index;
    this.splits = splits;
  }

  /**
   * A source of these partitions, and of all that are added to their topics.
   *
   * @param read how to read a partition
   */
  static GrowingSource of(KafkaIO.Read<byte[], byte[]> read, List<TopicPartition> partitions) {
    Set<String> topics = new TreeSet<>();
    partitions.forEach(partition -> topics.add(partition.topic()));
    return new GrowingSource(
        read, KafkaSource.of(read.withTopicPartitions(partitions)), topics, 0, 1);
  }

  @Override
  public List<GrowingSource> split(int desiredNumSplits, PipelineOptions options) throws Exception {
    List<? extends UnboundedSource<KafkaRecord<byte[], byte[]>, KafkaCheckpointMark>> parts =
        known.split(desiredNumSplits, options);
    List<GrowingSource> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      all.add(new GrowingSource(read, parts.get(i), topics, i, parts.size()));
    }
    return all;
  }

  /** Whether this split reads the partition if it is added. Exactly one split does. */
  boolean takes(TopicPartition added) {
    int topic = List.copyOf(topics).indexOf(added.topic());
    return (topic + added.partition()) % splits == index;
  }

  /** Readers look at the options of this run, not of the first one, whose source is restored. */
  @Override
  public GrowingReader createReader(PipelineOptions options, @Nullable ReaderMark mark)
      throws IOException {
    boolean acceptsGap = options.as(KafkaGapOptions.class).getAcceptGap();
    return new GrowingReader(this, options, mark, new ReaderContext(acceptsGap));
  }

  /** Creates a reader of the partitions of the first start. */
  UnboundedReader<KafkaRecord<byte[], byte[]>> knownReader(
      PipelineOptions options, @Nullable KafkaCheckpointMark mark) throws IOException {
    return known.createReader(options, mark);
  }

  /** Creates a reader of a partition that was added. */
  UnboundedReader<KafkaRecord<byte[], byte[]>> addedReader(
      PipelineOptions options, TopicPartition partition, KafkaCheckpointMark mark)
      throws IOException {
    return KafkaSource.of(read.withTopicPartitions(List.of(partition))).createReader(options, mark);
  }

  @Override
  public Coder<ReaderMark> getCheckpointMarkCoder() {
    return new ReaderMarkCoder(known.getCheckpointMarkCoder());
  }

  @Override
  public Coder<KafkaRecord<byte[], byte[]>> getOutputCoder() {
    return known.getOutputCoder();
  }
}
