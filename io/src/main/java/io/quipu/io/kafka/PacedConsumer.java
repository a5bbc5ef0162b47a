package io.quipu.io.kafka;

import com.google.common.util.concurrent.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer with a rate limit and short timeouts for a Kafka that is not available. For
 * at-most-once delivery it also commits offsets before it returns the records.
 */
final class PacedConsumer extends KafkaConsumer<byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(PacedConsumer.class);

  /**
   * KafkaIO requests the partitions of each topic when a job starts, only to check them, and
   * continues without an answer. If it waited for all topics longer than the checkpoint interval, a
   * checkpoint could be made without splits. A runner that restores it would read nothing.
   */
  private static final Duration PARTITIONS_TIMEOUT = Duration.ofSeconds(2);

  /**
   * KafkaIO commits once more when a reader is closed. While Kafka is not available, that would
   * take a minute by default, and delay the job's recovery. The checkpoint has the offsets anyway.
   */
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  private final @Nullable RateLimiter pace;
  private final boolean commitsOnRead;
  private @Nullable Instant partitionsDeadline;

  /**
   * @param maxRecordsPerSecond 0 for no limit
   * @param commitsOnRead whether offsets are committed before the records are returned
   */
  PacedConsumer(Map<String, Object> properties, int maxRecordsPerSecond, boolean commitsOnRead) {
    super(properties);
    this.commitsOnRead = commitsOnRead;
    pace = maxRecordsPerSecond > 0 ? RateLimiter.create(maxRecordsPerSecond) : null;
  }

  @Override
  public List<PartitionInfo> partitionsFor(String topic) {
    Instant now = Instant.now();
    Instant deadline =
        partitionsDeadline == null ? now.plus(PARTITIONS_TIMEOUT) : partitionsDeadline;
    partitionsDeadline = deadline;
    Duration left = Duration.between(now, deadline);
    return partitionsFor(topic, left.isNegative() ? Duration.ZERO : left);
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
    commitSync(offsets, COMMIT_TIMEOUT);
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // It overrides; KafkaIO calls this one.
  public ConsumerRecords<byte[], byte[]> poll(long timeoutMs) {
    return poll(Duration.ofMillis(timeoutMs));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    if (pace != null && !records.isEmpty()) {
      pace.acquire(records.count());
    }
    if (commitsOnRead && !records.isEmpty()) {
      commitAll();
    }
    return records;
  }

  /** Commits, and waits as long as Kafka is not available. Closing the reader ends the wait. */
  private void commitAll() {
    while (true) {
      try {
        commitSync(COMMIT_TIMEOUT);
        return;
      } catch (TimeoutException e) {
        LOG.warn("Kafka does not accept the committed offsets; trying again.");
      }
    }
  }
}
