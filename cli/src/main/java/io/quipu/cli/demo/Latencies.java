package io.quipu.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of about the last half minute, after the job has warmed up. A new JVM interprets
 * code that it compiles later, while Kafka and Cassandra start on the same few cores. Latencies
 * from this time do not describe a running job.
 */
final class Latencies {
  /** The number of latencies that are kept, from about half a minute. */
  private static final int REMEMBERED = 120;

  /**
   * The number of latencies, from about five seconds, whose median shows whether the job is warm.
   */
  private static final int COMPARED = 20;

  private static final long WARM_MILLIS = 2_000;

  /** The shortest warm-up: until then, the traffic grows each second. */
  private static final long LEAST_WARM_UP_MILLIS = (long) (TrafficSender.RAMP_SECONDS * 1_000);

  /** The longest warm-up, so that latencies are shown after a minute in any case. */
  private static final long MOST_WARM_UP_MILLIS = 50_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final Deque<Long> latest = new ArrayDeque<>();
  private @Nullable Long last;
  private long began = NEVER;
  private long warmSince = NEVER;

  /** Marks the start of the traffic, in milliseconds since 1970. Earlier latencies are deleted. */
  void begin(long millis) {
    began = millis;
    last = null;
    latest.clear();
  }

  /** Adds an event, with the times when it was appended and when its count became readable. */
  void add(long appended, long readable) {
    if (isWarmingUp() && isWarm(readable)) {
      warmSince = readable;
      latest.clear();
    }
    last = readable - appended;
    if (isWarmingUp() || appended >= warmSince) {
      latest.addLast(last);
    }
    if (latest.size() > REMEMBERED) {
      latest.removeFirst();
    }
  }

  /** Whether the job is still warming up. */
  boolean isWarmingUp() {
    return warmSince == NEVER;
  }

  boolean isEmpty() {
    return latest.isEmpty();
  }

  /** The latency of the event that was counted last. */
  Optional<Long> latest() {
    return Optional.ofNullable(last);
  }

  /** A percentile of the latencies; there must be at least one latency. */
  long percentile(int hundredths) {
    List<Long> sorted = latest.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * hundredths / 100));
  }

  private boolean isWarm(long now) {
    if (began == NEVER || now - began < LEAST_WARM_UP_MILLIS) {
      return false;
    }
    return now - began >= MOST_WARM_UP_MILLIS || isFast();
  }

  private boolean isFast() {
    List<Long> all = List.copyOf(latest);
    return all.size() >= COMPARED
        && median(all.subList(all.size() - COMPARED, all.size())) <= WARM_MILLIS;
  }

  private static long median(List<Long> some) {
    return some.stream().sorted().toList().get(some.size() / 2);
  }
}
