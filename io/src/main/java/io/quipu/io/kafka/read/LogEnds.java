package io.quipu.io.kafka.read;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What the consumers of one reader learn of the ends of its partitions. It shows when the reader
 * has read all that was appended before a time, also if nothing is appended any more. Thread-safe.
 */
final class LogEnds {
  /** Means that nothing is known. */
  static final long UNKNOWN = Long.MIN_VALUE;

  /**
   * The end of a log.
   *
   * @param offset the offset after the last record, whether it is committed or not
   * @param askedAt when Kafka was asked: all records that were appended before are before the
   *     offset
   */
  private record End(long offset, long askedAt) {}

  /**
   * How far a consumer is.
   *
   * @param position the next offset that it fetches; it passes the marks of transactions
   * @param next the offset after the last record that it returned
   * @param atEnd whether the log had no more committed records for it
   */
  private record Polled(long position, long next, boolean atEnd) {}

  private final Map<TopicPartition, End> ends = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Polled> polled = new ConcurrentHashMap<>();

  /** Notes the end of a log, for which Kafka was asked at a time in milliseconds since 1970. */
  void noteEnd(TopicPartition partition, long offset, long askedAt) {
    ends.put(partition, new End(offset, askedAt));
  }

  /**
   * Notes how far a consumer is, before its reader gets what it returned.
   *
   * @param position the next offset that it fetches
   * @param next the offset after the last record that it returned now; {@link #UNKNOWN} without one
   * @param atEnd whether the log had no more committed records for it
   */
  void notePolled(TopicPartition partition, long position, long next, boolean atEnd) {
    Polled before = polled.get(partition);
    long last = next != UNKNOWN || before == null ? next : before.next();
    polled.put(partition, new Polled(position, last, atEnd));
  }

  /**
   * Whether the reader has given on all committed records that the log had when the consumer
   * fetched last. An open transaction does not count: its records are not there yet.
   *
   * @param read the offset after the last record that the reader has given on; {@link #UNKNOWN} if
   *     it has given none
   */
  boolean isAtEnd(TopicPartition partition, long read) {
    Polled last = polled.get(partition);
    return last != null && last.atEnd() && read >= last.next();
  }

  /**
   * The time before which all records of a partition were appended that the reader has read, in
   * milliseconds since 1970; {@link #UNKNOWN} if it may have records to read.
   *
   * @param read the offset after the last record that the reader has given on
   */
  long upTo(TopicPartition partition, long read) {
    End end = ends.get(partition);
    Polled last = polled.get(partition);
    long reached = last != null && read >= last.next() ? Math.max(read, last.position()) : read;
    return end != null && reached >= end.offset() ? end.askedAt() : UNKNOWN;
  }
}
