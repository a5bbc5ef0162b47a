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
  /** KafkaIO makes policies and consumers while a reader is created or starts, on its thread. */
  private static final ThreadLocal<ReaderContext> CURRENT = new ThreadLocal<>();

  private final boolean acceptsGap;
  private final LogEnds ends = new LogEnds();
  private final Map<TopicPartition, Long> added = new ConcurrentHashMap<>();

  /**
   * @param acceptsGap whether consumers skip records that Kafka does not have any more
   */
  ReaderContext(boolean acceptsGap) {
    this.acceptsGap = acceptsGap;
  }

  /** Creates or starts a reader. */
  interface Action<T> {
    T run() throws IOException;
  }

  /** Creates or starts a reader, whose consumers and policies get this context. */
  <T> T run(Action<T> action) throws IOException {
    CURRENT.set(this);
    try {
      return action.run();
    } finally {
      CURRENT.remove();
    }
  }

  /** The context of the reader that this thread creates or starts; else one of its own. */
  static ReaderContext ofCurrentReader() {
    ReaderContext current = CURRENT.get();
    return current == null ? new ReaderContext(false) : current;
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
