package io.quipu.io.kafka;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the consumers of a group in this process have noticed about Kafka's log. A consumer polls in
 * a thread of its own, which has no metrics; the stage after it reports what is noted here.
 */
final class LogWatch {
  private static final Map<String, LogWatch> BY_GROUP = new ConcurrentHashMap<>();

  private final Map<String, Integer> unread = new ConcurrentHashMap<>();
  private final LongAdder lost = new LongAdder();

  private LogWatch() {}

  /** The watch of a consumer group. */
  static LogWatch of(String group) {
    return BY_GROUP.computeIfAbsent(group, name -> new LogWatch());
  }

  /** Notes that a topic has partitions that the job does not read; returns whether that is news. */
  boolean noteUnread(String topic, int partitions) {
    Integer before = unread.put(topic, partitions);
    return partitions > (before == null ? 0 : before);
  }

  /** How many partitions the job does not read. */
  int unread() {
    return unread.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Notes records that Kafka deleted before they were read. */
  void noteLost(long records) {
    lost.add(records);
  }

  /** The lost records since the last call. */
  long takeLost() {
    return lost.sumThenReset();
  }
}
