package io.quipu.benchmarks.latency;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The figures of one rate at one setting; times are in milliseconds.
 *
 * @param window the length of the windows in which increments were combined
 * @param bundleMillis the maximum duration of a bundle
 * @param eventsPerSecond the wanted rate of events
 * @param sentPerSecond the actual rate of events
 * @param senderLagMillis the largest delay of the sender behind its schedule
 * @param compression the bytes sent to Kafka per byte of events
 * @param probes the number of measured events
 * @param unread the number of them that were not readable in the end
 * @param p50 the median time from the append to the answer with the row
 * @param pollMillis the mean upper bound of the error that polling adds
 * @param pollMillis99 the 99th percentile of that bound
 * @param cores the average number of busy cores, by process
 */
record LatencyFigures(
    String window,
    long bundleMillis,
    double eventsPerSecond,
    double sentPerSecond,
    double senderLagMillis,
    double compression,
    long probes,
    long unread,
    double p50,
    double p95,
    double p99,
    double p999,
    double max,
    double pollMillis,
    double pollMillis99,
    Map<String, Double> cores) {

  /** The traffic: wanted and actual rate, the sender's delay, and the compression. */
  record Traffic(double wanted, double sent, double lagMillis, double compression) {}

  static LatencyFigures of(
      LatencySetting setting, Traffic traffic, Probes probes, Map<String, Double> cores) {
    Histogram latencies = probes.latencies();
    Histogram doubts = probes.doubts();
    return new LatencyFigures(
        setting.window(),
        setting.bundleMillis(),
        traffic.wanted(),
        traffic.sent(),
        traffic.lagMillis(),
        traffic.compression(),
        latencies.getTotalCount(),
        probes.unread(),
        millis(latencies, 50),
        millis(latencies, 95),
        millis(latencies, 99),
        millis(latencies, 99.9),
        latencies.getMaxValue() / 1e3,
        doubts.getMean() / 1e3,
        millis(doubts, 99),
        new TreeMap<>(cores));
  }

  /** Whether every measured event was read, and the traffic had the wanted rate. */
  boolean holds() {
    return probes > 0 && unread == 0 && sentPerSecond > 0.98 * eventsPerSecond;
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e3;
  }
}
