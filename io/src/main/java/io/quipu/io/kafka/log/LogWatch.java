package io.quipu.io.kafka.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Collects what the consumers of a group in this process notice about Kafka's log. A consumer polls
 * in a thread that has no metrics, so the stage after it reports these numbers.
 */
public final class LogWatch {
  private static final Map<String, LogWatch> BY_GROUP = new ConcurrentHashMap<>();

  private final LongAdder lost = new LongAdder();

  private LogWatch() {}

  /** The watch of a consumer group. */
  public static LogWatch of(String group) {
    return BY_GROUP.computeIfAbsent(group, name -> new LogWatch());
  }

  /** Notes records that Kafka deleted before they were read. */
  public void noteLost(long records) {
    lost.add(records);
  }

  /** The lost records since the last call. */
  public long takeLost() {
    return lost.sumThenReset();
  }
}
