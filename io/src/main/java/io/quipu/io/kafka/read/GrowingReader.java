package io.quipu.io.kafka.read;

import io.quipu.io.kafka.ReaderThreadOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark.PartitionMark;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.common.TopicPartition;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the partitions of one split of a {@link GrowingSource}: those of the job's first start, and
 * those that were added since. It takes one record from each in turn.
 */
final class GrowingReader extends UnboundedReader<KafkaRecord<byte[], byte[]>> {
  private static final Logger LOG = LoggerFactory.getLogger(GrowingReader.class);

  private final GrowingSource source;
  private final PipelineOptions options;
  private final @Nullable ReaderMark start;
  private final ReaderContext context;
  private final List<Part> parts = new ArrayList<>();
  private final Set<TopicPartition> added = new HashSet<>();
  private @Nullable Part current;
  private int turn;
  private int partitionsSeen;

  /**
   * The reader of some partitions. It is started in its turn, and not before: a reader that has
   * found a record is past it in its mark, so the record must be returned at once.
   */
  private final class Part {
    private final UnboundedReader<KafkaRecord<byte[], byte[]>> reader;
    private boolean started;

    Part(UnboundedReader<KafkaRecord<byte[], byte[]>> reader) {
      boolean shares = options.as(ReaderThreadOptions.class).getReadersShareThread();
      this.reader = shares ? new FairReader<>(source, reader, System::nanoTime) : reader;
    }

    boolean next() throws IOException {
      if (started) {
        return reader.advance();
      }
      started = true;
      return context.run(reader::start);
    }

    void close() throws IOException {
      if (started) {
        reader.close();
      }
    }
  }

  /**
   * @param start where to continue; null at the first start
   */
  GrowingReader(
      GrowingSource source,
      PipelineOptions options,
      @Nullable ReaderMark start,
      ReaderContext context) {
    this.source = source;
    this.options = options;
    this.start = start;
    this.context = context;
  }

  @Override
  public boolean start() throws IOException {
    KafkaCheckpointMark known = start == null ? null : start.known();
    parts.add(new Part(context.run(() -> source.knownReader(options, known))));
    if (start != null) {
      for (KafkaCheckpointMark mark : start.added()) {
        PartitionMark at = mark.getPartitions().get(0);
        add(new TopicPartition(at.getTopic(), at.getPartition()), mark);
      }
    }
    return next();
  }

  @Override
  public boolean advance() throws IOException {
    if (context.added().size() > partitionsSeen) {
      addNewPartitions();
    }
    return next();
  }

  private void addNewPartitions() throws IOException {
    Map<TopicPartition, Long> found = Map.copyOf(context.added());
    partitionsSeen = found.size();
    for (Map.Entry<TopicPartition, Long> one : found.entrySet()) {
      TopicPartition partition = one.getKey();
      if (source.takes(partition) && !added.contains(partition)) {
        LOG.info(
            "{} was added to the topic; it is read from offset {}.", partition, one.getValue());
        add(
            partition,
            new KafkaCheckpointMark(
                List.of(
                    new PartitionMark(
                        partition.topic(),
                        partition.partition(),
                        one.getValue(),
                        getWatermark().getMillis())),
                Optional.empty()));
      }
    }
  }

  private void add(TopicPartition partition, KafkaCheckpointMark mark) throws IOException {
    added.add(partition);
    parts.add(new Part(context.run(() -> source.addedReader(options, partition, mark))));
  }

  private boolean next() throws IOException {
    for (int asked = 0; asked < parts.size(); asked++) {
      turn = turn + 1 < parts.size() ? turn + 1 : 0;
      Part part = parts.get(turn);
      if (part.next()) {
        current = part;
        return true;
      }
    }
    return false;
  }

  @Override
  public KafkaRecord<byte[], byte[]> getCurrent() {
    return current().getCurrent();
  }

  @Override
  public Instant getCurrentTimestamp() {
    return current().getCurrentTimestamp();
  }

  private UnboundedReader<KafkaRecord<byte[], byte[]>> current() {
    if (current == null) {
      throw new NoSuchElementException("Nothing was read yet.");
    }
    return current.reader;
  }

  @Override
  public Instant getWatermark() {
    Instant least = BoundedWindow.TIMESTAMP_MAX_VALUE;
    for (Part part : parts) {
      Instant watermark = part.reader.getWatermark();
      least = watermark.isBefore(least) ? watermark : least;
    }
    return parts.isEmpty() ? BoundedWindow.TIMESTAMP_MIN_VALUE : least;
  }

  @Override
  public ReaderMark getCheckpointMark() {
    List<KafkaCheckpointMark> marks = new ArrayList<>();
    for (Part part : parts) {
      marks.add((KafkaCheckpointMark) part.reader.getCheckpointMark());
    }
    return ReaderMark.of(marks);
  }

  /** What its consumers have learnt of the ends of their logs. */
  LogEnds ends() {
    return context.ends();
  }

  @Override
  public long getSplitBacklogBytes() {
    long sum = 0;
    for (Part part : parts) {
      long backlog = part.reader.getSplitBacklogBytes();
      if (backlog == BACKLOG_UNKNOWN) {
        return BACKLOG_UNKNOWN;
      }
      sum += backlog;
    }
    return sum;
  }

  @Override
  public UnboundedSource<KafkaRecord<byte[], byte[]>, ?> getCurrentSource() {
    return source;
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      part.close();
    }
  }
}
