package io.quipu.audit.input;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.ReplayHeaders;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.model.progress.ReadPosition;
import io.quipu.pipeline.options.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of topics beside a running job. The job notes positions: the rows of all records
 * before them are durable. Each record before a position is read once. Used in one thread.
 *
 * <p>An event is refused if it happened more than a day after its record came. So events of a month
 * and later are in records that came at most a day before the month, and no earlier record is read.
 *
 * <p>As in {@link EventLog}, replayed records are left out. A replay that comes while this is open
 * is told: what was refused when it was read may be accepted now.
 */
public final class PositionedLog implements AutoCloseable {
  /** See {@link io.quipu.transforms.parse.EventParser}. */
  private static final Duration AHEAD = Duration.ofDays(1);

  private final JobSpec spec;
  private final Instant first;
  private final Instant start;
  private final TopicRecords records;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private long completeFrom = Long.MIN_VALUE;
  private boolean hasRead;
  private boolean replayed;

  private PositionedLog(JobSpec spec, JobSpec.Input.Topics topics, Instant first) {
    this.spec = spec;
    this.first = first;
    this.start = topics.start() instanceof StartFrom.Timestamp from ? from.time() : Instant.EPOCH;
    this.records = new TopicRecords(spec, topics.names());
  }

  /**
   * Opens the topics.
   *
   * @param first events before this time are not needed
   * @throws StartupException if the job does not begin with the first record or a time
   */
  public static PositionedLog open(JobSpec spec, JobSpec.Input.Topics topics, Instant first) {
    requireBeginning(topics);
    return new PositionedLog(spec, topics, first);
  }

  /**
   * Checks that an audit can know where the job began.
   *
   * @throws StartupException if it cannot
   */
  public static void requireBeginning(JobSpec.Input.Topics topics) {
    TopicLog.requireBeginning(topics);
  }

  /**
   * Reads the records before the positions that were not read before.
   *
   * @throws StartupException if Kafka does not answer; a call after it continues
   */
  public <E extends Exception> void readCounted(List<ReadPosition> positions, EventLog.Sink<E> sink)
      throws E, InterruptedException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    positions.forEach(at -> ends.put(new TopicPartition(at.source(), at.partition()), at.offset()));
    begin(ends.keySet());
    records.<E>read(next, ends, message -> pass(message, true, sink));
    hasRead = true;
  }

  /**
   * Reads the other records that are there now. The next call reads them again.
   *
   * @throws StartupException if Kafka does not answer
   */
  public <E extends Exception> void readRest(EventLog.Sink<E> sink) throws E, InterruptedException {
    Set<TopicPartition> partitions = records.partitions();
    begin(partitions);
    records.<E>read(
        new HashMap<>(next), records.ends(partitions), message -> pass(message, false, sink));
  }

  private <E extends Exception> void pass(
      ConsumerRecord<byte[], byte[]> message, boolean counted, EventLog.Sink<E> sink) throws E {
    if (message.headers().lastHeader(ReplayHeaders.OF) == null) {
      sink.record(TopicRecords.record(message), counted);
    } else if (hasRead) {
      replayed = true;
    }
  }

  /** Whether a replay has come since the records before it were read. */
  public boolean hasReplays() {
    return replayed;
  }

  /**
   * From when on the log has all events, in milliseconds since 1970: those of earlier buckets may
   * be in records that Kafka has deleted.
   */
  public long completeFrom() {
    return completeFrom;
  }

  private void begin(Collection<TopicPartition> partitions) throws InterruptedException {
    Set<TopicPartition> fresh = new HashSet<>(partitions);
    fresh.removeAll(next.keySet());
    if (fresh.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> firsts = records.firsts(fresh);
    Map<TopicPartition, OffsetAndTimestamp> oldest = records.at(fresh, Instant.EPOCH);
    Map<TopicPartition, Long> ends = records.ends(fresh);
    Instant since = first.minus(AHEAD);
    // The time of a producer says nothing about when a record came.
    boolean byTime = !spec.options().getAcceptCreateTime();
    Map<TopicPartition, OffsetAndTimestamp> needed =
        records.at(fresh, byTime && since.isAfter(start) ? since : start);
    for (TopicPartition partition : fresh) {
      OffsetAndTimestamp from = needed.get(partition);
      long end = ends.getOrDefault(partition, 0L);
      next.put(partition, from == null ? end : from.offset());
      OffsetAndTimestamp before = oldest.get(partition);
      boolean isTrimmed = firsts.getOrDefault(partition, 0L) > 0;
      Instant kept = before == null ? Instant.now() : Instant.ofEpochMilli(before.timestamp());
      if (isTrimmed && kept.isAfter(start)) {
        long complete = byTime ? kept.plus(AHEAD).toEpochMilli() : Long.MAX_VALUE;
        completeFrom = Math.max(completeFrom, complete);
      }
    }
  }

  @Override
  public void close() {
    records.close();
  }
}
