package io.quipu.runners.spi;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** What a job has done so far, by the counters of its stages. */
public final class JobFigures {
  private static final String REASONS = "dead-letters.";

  private final Map<String, Long> counters;

  private JobFigures(Map<String, Long> counters) {
    this.counters = counters;
  }

  /** Figures by the names of the counters. */
  public static JobFigures of(Map<String, Long> counters) {
    return new JobFigures(counters);
  }

  /** Figures of what Beam reports. */
  public static JobFigures of(MetricResults results) {
    Map<String, Long> counters = new TreeMap<>();
    MetricsFilter ours =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("quipu")).build();
    for (MetricResult<Long> counter : results.queryMetrics(ours).getCounters()) {
      counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return new JobFigures(counters);
  }

  /** Records read. */
  public long events() {
    return of("parsed")
        + ignored()
        + deadLettersByReason().entrySet().stream()
            .filter(reason -> reason.getKey().startsWith("parse."))
            .mapToLong(Map.Entry::getValue)
            .sum();
  }

  /** Events that no statistic of the catalog counts. */
  public long ignored() {
    return of("ignored");
  }

  /** What was counted: an event counts once in each of its statistics. */
  public long counted() {
    return of("counted");
  }

  /**
   * What was not counted, because an event of the same id was: for the same customer, in the same
   * statistic and month, and among the last 1,024 ids there.
   */
  public long duplicates() {
    return of("duplicates");
  }

  /** What the Customer job counted for nobody. */
  public long withoutCustomer() {
    return of("events-without-customer");
  }

  /** Events whose keys a lookup does not know. */
  public long unknown() {
    return of("hydrate-unknown");
  }

  /** Fields that a statistic with properties had no room for. */
  public long propertiesLeftOut() {
    return of("properties-left-out");
  }

  /** Values of lookups that are too long to be counted by. */
  public long lookupValuesTooLong() {
    return of("hydrate-too-long");
  }

  public long deadLetters() {
    return of("dead-letters");
  }

  /** By stage and reason, such as {@code parse.not-json}. */
  public SortedMap<String, Long> deadLettersByReason() {
    SortedMap<String, Long> reasons = new TreeMap<>();
    counters.forEach(
        (name, number) -> {
          if (name.startsWith(REASONS)) {
            reasons.put(name.substring(REASONS.length()), number);
          }
        });
    return reasons;
  }

  public long rowsWritten() {
    return of("rows-written");
  }

  private long of(String counter) {
    return counters.getOrDefault(counter, 0L);
  }
}
