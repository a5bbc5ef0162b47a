package io.quipu.io.kafka.read;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What a reader and the consumers that KafkaIO makes for it tell each other. The consumers poll in
 * their own threads.
 */
final class ReaderContext {
  /** KafkaIO makes the consumers while a reader starts, on the thread that starts it. */
  private static final ThreadLocal<ReaderContext> STARTING = new ThreadLocal<>();

  private final boolean acceptsGap;
  private final LogEnds ends = new LogEnds();
  private final Map<TopicPartition, Long> added = new ConcurrentHashMap<>();

  /**
   * @param acceptsGap whether consumers skip records that Kafka does not have any more
   */
  ReaderContext(boolean acceptsGap) {
    this.acceptsGap = acceptsGap;
  }

  /** The start of a reader; returns true if it has a record. */
  interface Start {
    boolean start() throws IOException;
  }

  /** Starts a reader, whose consumers get this context. */
  boolean start(Start reader) throws IOException {
    STARTING.set(this);
    try {
      return reader.start();
    } finally {
      STARTING.remove();
    }
  }

  /** The context of the reader that starts in this thread; one of its own outside a start. */
  static ReaderContext ofStartingReader() {
    ReaderContext starting = STARTING.get();
    return starting == null ? new ReaderContext(false) : starting;
  }

  boolean acceptsGap() {
    return acceptsGap;
  }

  /** What the consumers learn of the ends of their logs. */
  LogEnds ends() {
    return ends;
  }

  /** Whether a consumer has already noted this partition. */
  boolean hasAdded(TopicPartition partition) {
    return added.containsKey(partition);
  }

  /**
   * Notes a partition that was added to a topic.
   *
   * @param offset where to begin to read it
   */
  void add(TopicPartition partition, long offset) {
    added.putIfAbsent(partition, offset);
  }

  /** The partitions that were added since the reader started, with the offsets of their begin. */
  Map<TopicPartition, Long> added() {
    return added;
  }
}
