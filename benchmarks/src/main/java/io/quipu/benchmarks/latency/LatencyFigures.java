package io.quipu.benchmarks.latency;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one rate at one setting came to; times are in milliseconds.
 *
 * @param window how long increments were combined
 * @param bundleMillis how long a bundle was open at most
 * @param eventsPerSecond that were to be sent
 * @param sentPerSecond that were sent
 * @param senderLagMillis by how much the sender was behind its schedule at worst
 * @param compression bytes in Kafka for each byte of events
 * @param probes how many events were measured
 * @param unread how many of them could not be read in the end
 * @param p50 of the time from the append to the answer with the row
 * @param pollMillis by how much these are too long for the poll, at most, on average
 * @param pollMillis99 the same of the 99th of 100 probes
 * @param cores how many processors were busy, by process
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

  /** What was sent, by how much that was late, and how small it became. */
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

  /** Whether every event that was measured was read, and the traffic was what it should be. */
  boolean holds() {
    return probes > 0 && unread == 0 && sentPerSecond > 0.98 * eventsPerSecond;
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e3;
  }
}
