package io.quipu.io.kafka.read;

import com.google.common.util.concurrent.RateLimiter;
import io.quipu.io.kafka.KafkaReadException;
import io.quipu.io.kafka.log.LogGap;
import io.quipu.io.kafka.log.LogWatch;
import io.quipu.io.kafka.log.ReadOffsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer with a rate limit and short timeouts for a Kafka that is not available. For
 * at-most-once delivery it also commits offsets before it returns the records. It watches the log:
 * it reports missing records, and partitions that were added.
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
   * take a minute by default, and delay the job's recovery. The checkpoint has the offsets anyway,
   * and a drain makes sure that Kafka has them.
   */
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Long enough to ask Kafka for the ends of a log. */
  private static final Duration ENDS_TIMEOUT = Duration.ofSeconds(30);

  private final @Nullable RateLimiter pace;
  private final boolean commitsOnRead;
  private final ReaderContext reader = ReaderContext.ofCurrentReader();
  private final Set<TopicPartition> known;
  private final LogWatch watch;
  private final ReadOffsets read;
  private Instant nextLook = Instant.MIN;
  private @Nullable Instant partitionsDeadline;

  /**
   * @param maxRecordsPerSecond 0 for no limit
   * @param commitsOnRead whether offsets are committed before the records are returned
   * @param known the partitions that the job reads from its first start
   */
  PacedConsumer(
      Map<String, Object> properties,
      int maxRecordsPerSecond,
      boolean commitsOnRead,
      Set<TopicPartition> known) {
    super(properties);
    this.commitsOnRead = commitsOnRead;
    this.known = known;
    String group = String.valueOf(properties.get(ConsumerConfig.GROUP_ID_CONFIG));
    this.watch = LogWatch.of(group);
    this.read =
        ReadOffsets.of(
            String.valueOf(properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)), group);
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
    read.note(offsets);
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
    ConsumerRecords<byte[], byte[]> records = pollOverGaps(timeout);
    notePositions(records);
    lookForPartitions();
    if (pace != null && !records.isEmpty()) {
      pace.acquire(records.count());
    }
    if (commitsOnRead && !records.isEmpty()) {
      commitAll();
    }
    return records;
  }

  /** KafkaIO asks for the ends once a second, by a consumer that also sees open transactions. */
  @Override
  public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
    long askedAt = System.currentTimeMillis();
    Map<TopicPartition, Long> found = super.endOffsets(partitions);
    found.forEach((partition, offset) -> reader.ends().noteEnd(partition, offset, askedAt));
    return found;
  }

  private void notePositions(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : assignment()) {
      List<ConsumerRecord<byte[], byte[]>> returned = records.records(partition);
      long next =
          returned.isEmpty() ? LogEnds.UNKNOWN : returned.get(returned.size() - 1).offset() + 1;
      // Kafka tells the end with each fetch, and once if it is asked before the first one.
      boolean atEnd = currentLag(partition).orElse(Long.MAX_VALUE) == 0;
      try {
        reader.ends().notePolled(partition, position(partition, Duration.ZERO), next, atEnd);
      } catch (TimeoutException e) {
        // The position is not known for a moment. So no more is known to be read than was returned.
        reader.ends().notePolled(partition, next, next, false);
      }
    }
  }

  private ConsumerRecords<byte[], byte[]> pollOverGaps(Duration timeout) {
    try {
      return super.poll(timeout);
    } catch (LogTruncationException e) {
      e.divergentOffsets().forEach((partition, at) -> passTruncation(partition, at.offset()));
      return ConsumerRecords.empty();
    } catch (OffsetOutOfRangeException e) {
      e.offsetOutOfRangePartitions().forEach(this::passGap);
      return ConsumerRecords.empty();
    } catch (NoOffsetForPartitionException e) {
      throw new KafkaReadException(
          "The consumer group has no offset for "
              + e.partitions()
              + "; stop the job, and start it again.",
          e);
    } catch (AuthenticationException | AuthorizationException e) {
      throw KafkaReadException.refused(e);
    }
  }

  private void passGap(TopicPartition partition, long offset) {
    Set<TopicPartition> one = Set.of(partition);
    long first = beginningOffsets(one, ENDS_TIMEOUT).getOrDefault(partition, 0L);
    long end = endOffsets(one, ENDS_TIMEOUT).getOrDefault(partition, first);
    LogGap gap = LogGap.between(partition, offset, first, end).orElse(null);
    if (gap == null) {
      // The log has the offset again, as after a change of its leader.
      seek(partition, offset);
      return;
    }
    pass(gap);
  }

  /** The log has other records than those that the job has read: a new leader lacked the last. */
  private void passTruncation(TopicPartition partition, long divergent) {
    pass(new LogGap(partition, position(partition), 0, divergent));
  }

  private void pass(LogGap gap) {
    if (!reader.acceptsGap()) {
      throw new KafkaReadException(gap.message(), null);
    }
    LOG.warn(gap.acceptedMessage());
    watch.noteLost(gap.lost());
    seek(gap.partition(), gap.nextOffset());
  }

  /**
   * Looks for partitions that were added to the topics. This needs no request, because the client
   * refreshes its metadata of topics by itself.
   */
  private void lookForPartitions() {
    Instant now = Instant.now();
    if (now.isBefore(nextLook)) {
      return;
    }
    nextLook = now.plus(LOOK_EVERY);
    try {
      for (String topic : known.stream().map(TopicPartition::topic).distinct().toList()) {
        List<PartitionInfo> all = super.partitionsFor(topic, PARTITIONS_TIMEOUT);
        if (all != null) {
          all.forEach(this::noteIfAdded);
        }
      }
    } catch (TimeoutException e) {
      LOG.debug("Kafka does not tell the partitions of the topics; asking again later.", e);
    }
  }

  private void noteIfAdded(PartitionInfo info) {
    TopicPartition partition = new TopicPartition(info.topic(), info.partition());
    if (!known.contains(partition) && !reader.hasAdded(partition)) {
      Set<TopicPartition> one = Set.of(partition);
      long first = beginningOffsets(one, ENDS_TIMEOUT).getOrDefault(partition, 0L);
      // Without checkpoints, the offsets of the group are the position of the job.
      OffsetAndMetadata committed =
          commitsOnRead ? committed(one, ENDS_TIMEOUT).get(partition) : null;
      reader.add(partition, committed == null ? first : committed.offset());
    }
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
