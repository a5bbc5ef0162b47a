package io.quipu.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of about the last half minute, once the job is warm. Just started, a JVM interprets
 * what it later compiles, on the same few cores that Kafka and Cassandra start on: that says
 * nothing of a job that runs.
 */
final class Latencies {
  /** About half a minute's. */
  private static final int REMEMBERED = 120;

  /** A job is warm when the median of so many, about five seconds', is as low as this. */
  private static final int COMPARED = 20;

  private static final long WARM_MILLIS = 2_000;

  /** Until then the traffic grows, and the job has to take more each second. */
  private static final long LEAST_WARM_UP_MILLIS = (long) (TrafficSender.RAMP_SECONDS * 1_000);

  /** After that it is shown as it is, so that after a minute there are figures. */
  private static final long MOST_WARM_UP_MILLIS = 50_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final Deque<Long> latest = new ArrayDeque<>();
  private @Nullable Long last;
  private long began = NEVER;
  private long warmSince = NEVER;

  /** The traffic begins at a time, in milliseconds since 1970; what was before is forgotten. */
  void begin(long millis) {
    began = millis;
    last = null;
    latest.clear();
  }

  /** An event that was appended at a time and is readable at another. */
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

  /** Whether the latencies are still those of a start. */
  boolean isWarmingUp() {
    return warmSince == NEVER;
  }

  boolean isEmpty() {
    return latest.isEmpty();
  }

  /** That of the event that was counted last. */
  Optional<Long> latest() {
    return Optional.ofNullable(last);
  }

  /** So many hundredths of the latencies are at most this; there must be one at least. */
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
