package io.quipu.runners.spi;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** The numbers of what a job has done so far, from the counters of its stages. */
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

  /** Figures from the metrics of Beam. */
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

  /** Events that were counted. An event counts once in each of its statistics. */
  public long counted() {
    return of("counted");
  }

  /**
   * Events that were not counted because an event with the same id was counted before. The ids are
   * compared with the last 1,024 ids of the same customer, statistic and month.
   */
  public long duplicates() {
    return of("duplicates");
  }

  /** Events that the Customer job did not count, because they have no customer. */
  public long withoutCustomer() {
    return of("events-without-customer");
  }

  /** Events whose key is not in a lookup. */
  public long unknown() {
    return of("hydrate-unknown");
  }

  /** Properties that were not counted because they are over a limit. */
  public long propertiesLeftOut() {
    return of("properties-left-out");
  }

  /** Values of lookups that were not counted because they are too long. */
  public long lookupValuesTooLong() {
    return of("hydrate-too-long");
  }

  /** Growing files of which nobody knows whether they were read to their ends. */
  public long filesCutOff() {
    return of("files-cut-off");
  }

  /** Growing files that could not be read. */
  public long filesUnread() {
    return of("files-unread");
  }

  public long deadLetters() {
    return of("dead-letters");
  }

  /** The numbers of dead letters by stage and reason, such as {@code parse.not-json}. */
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

  /** The pages of state that were stored in Cassandra and removed from state. */
  public long pagesSpilled() {
    return of("pages-spilled");
  }

  /** The pages that are in state now. */
  public long pagesInState() {
    return Math.max(0, of("pages-added") - pagesSpilled());
  }

  public long rowsWritten() {
    return of("rows-written");
  }

  private long of(String counter) {
    return counters.getOrDefault(counter, 0L);
  }
}
