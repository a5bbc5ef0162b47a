package io.quipu.io.kafka.read;

import io.quipu.model.progress.ReadPosition;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.joda.time.Instant;

/**
 * Positions of a reader as records. So they keep their place between the records that the reader
 * returns. A restored source was serialized by the first start of the job, so its elements cannot
 * get another type.
 */
final class PositionRecords {
  private static final String HEADER = "quipu-position";
  private static final byte[] NOTHING = new byte[0];

  private PositionRecords() {}

  /**
   * The positions of a reader's mark; none if it is not of Kafka.
   *
   * @param ends says up to which time the reader has read
   */
  static List<KafkaRecord<byte[], byte[]>> of(CheckpointMark mark, LogEnds ends) {
    List<KafkaRecord<byte[], byte[]>> records = new ArrayList<>();
    for (KafkaCheckpointMark marks : marks(mark)) {
      for (KafkaCheckpointMark.PartitionMark one : marks.getPartitions()) {
        TopicPartition partition = new TopicPartition(one.getTopic(), one.getPartition());
        long upTo = ends.upTo(partition, one.getNextOffset());
        if (one.getNextOffset() >= 0) {
          records.add(record(partition, one.getNextOffset(), upTo));
        }
      }
    }
    return records;
  }

  /** The latest time of a reader's partitions: no record before the mark has a later timestamp. */
  static Instant latest(CheckpointMark mark) {
    Instant latest = BoundedWindow.TIMESTAMP_MIN_VALUE;
    for (KafkaCheckpointMark marks : marks(mark)) {
      for (KafkaCheckpointMark.PartitionMark one : marks.getPartitions()) {
        Instant time = Instant.ofEpochMilli(one.getWatermarkMillis());
        latest = time.isAfter(latest) ? time : latest;
      }
    }
    return latest;
  }

  private static List<KafkaCheckpointMark> marks(CheckpointMark mark) {
    return mark instanceof ReaderMark all ? all.all() : List.of();
  }

  private static KafkaRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, long upTo) {
    Headers headers = new RecordHeaders().add(HEADER, NOTHING);
    return new KafkaRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        upTo,
        KafkaTimestampType.NO_TIMESTAMP_TYPE,
        headers,
        NOTHING,
        NOTHING);
  }

  /** Whether it is a position. No broker stores a record with headers and without a timestamp. */
  static boolean isPosition(KafkaRecord<byte[], byte[]> record) {
    Headers headers = record.getHeaders();
    return record.getTimestampType() == KafkaTimestampType.NO_TIMESTAMP_TYPE
        && headers != null
        && headers.lastHeader(HEADER) != null;
  }

  /**
   * The position.
   *
   * @param lastAppended when the last record before it was appended; what follows was appended
   *     later
   */
  static ReadPosition position(KafkaRecord<byte[], byte[]> record, long lastAppended) {
    return new ReadPosition(
        record.getTopic(),
        record.getPartition(),
        record.getOffset(),
        Math.max(record.getTimestamp(), lastAppended));
  }
}
