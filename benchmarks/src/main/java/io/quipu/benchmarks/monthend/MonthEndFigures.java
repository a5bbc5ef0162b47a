package io.quipu.benchmarks.monthend;

import io.quipu.benchmarks.latency.Probes;
import org.HdrHistogram.Histogram;

/**
 * The figures of one part of a run; times are in milliseconds.
 *
 * @param part which part of the run
 * @param seconds how long it lasted
 * @param eventsPerSecond the rate of live events that were sent
 * @param probes the number of measured events
 * @param p50 the median time from the append of a live event to the answer with its row
 * @param longestCheckpoint the longest checkpoint that was complete
 * @param failedCheckpoints how many checkpoints failed
 * @param longestPortion the longest call of a timer that let pages leave; 0 if the build has no
 *     such metric
 * @param heapMegabytes the largest heap that was seen
 */
record MonthEndFigures(
    String part,
    double seconds,
    double eventsPerSecond,
    long probes,
    double p50,
    double p99,
    double max,
    double longestCheckpoint,
    double failedCheckpoints,
    double longestPortion,
    double heapMegabytes) {

  /** The largest values of the job's metrics. */
  static final class Peaks {
    private double checkpoint;
    private double failedBefore = -1;
    private double failed;
    private double portion;
    private double heap;

    void add(JobMetrics.Sample sample) {
      checkpoint = Math.max(checkpoint, sample.max("job_lastCheckpointDuration"));
      double failedSoFar = sample.max("job_numberOfFailedCheckpoints");
      if (failedBefore < 0) {
        failedBefore = failedSoFar;
      }
      failed = Math.max(0, failedSoFar - failedBefore);
      portion = Math.max(portion, sample.max("quipu_longest_portion_ms"));
      heap = Math.max(heap, sample.max("taskmanager_Status_JVM_Memory_Heap_Used"));
    }
  }

  static MonthEndFigures of(
      String part, double seconds, double eventsPerSecond, Probes probes, Peaks peaks) {
    Histogram latencies = probes.latencies();
    return new MonthEndFigures(
        part,
        seconds,
        eventsPerSecond,
        latencies.getTotalCount(),
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        latencies.getMaxValue() / 1e3,
        peaks.checkpoint,
        peaks.failed,
        peaks.portion,
        peaks.heap / (1 << 20));
  }
}
