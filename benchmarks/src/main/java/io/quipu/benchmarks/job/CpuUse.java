package io.quipu.benchmarks.job;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The CPU time that processes use during a measurement. */
public final class CpuUse {
  private final Map<String, List<Long>> processes = new LinkedHashMap<>();
  private final Map<String, Duration> before = new LinkedHashMap<>();
  private long beganNanos;

  /** Adds processes under one name; their CPU time counts from {@link #begin} on. */
  public CpuUse of(String name, List<Long> pids) {
    processes.put(name, List.copyOf(pids));
    return this;
  }

  /** Begins the measurement. */
  public CpuUse begin() {
    beganNanos = System.nanoTime();
    processes.forEach((name, pids) -> before.put(name, total(pids)));
    return this;
  }

  /** The CPU time since {@link #begin}, by name. */
  public Map<String, Duration> used() {
    Map<String, Duration> used = new LinkedHashMap<>();
    processes.forEach(
        (name, pids) ->
            used.put(name, total(pids).minus(before.getOrDefault(name, Duration.ZERO))));
    return used;
  }

  /** The average number of busy cores since {@link #begin}, by name. */
  public Map<String, Double> cores() {
    double nanos = System.nanoTime() - beganNanos;
    Map<String, Double> cores = new LinkedHashMap<>();
    used().forEach((name, time) -> cores.put(name, time.toNanos() / nanos));
    return cores;
  }

  private static Duration total(List<Long> pids) {
    return pids.stream()
        .map(
            pid ->
                ProcessHandle.of(pid)
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
