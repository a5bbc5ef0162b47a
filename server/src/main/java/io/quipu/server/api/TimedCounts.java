package io.quipu.server.api;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.DimensionKey;
import io.quipu.server.http.Problem;
import io.quipu.server.http.ServerMetrics;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.directory.NamedCounts;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.queries.SeriesRange;
import java.util.List;
import java.util.function.Function;

/** Reads counts from Cassandra for the routes, and measures how long this takes. */
public final class TimedCounts {
  private final CountsReader reader;
  private final ServerMetrics metrics;

  TimedCounts(CountsReader reader, ServerMetrics metrics) {
    this.reader = reader;
    this.metrics = metrics;
  }

  /** Asks the reader. */
  public <T> T ask(Function<CountsReader, T> question) {
    return metrics.timed(() -> question.apply(reader));
  }

  public List<List<CountRow>> series(List<SeriesRange> ranges) {
    return ask(counts -> counts.series(ranges));
  }

  /**
   * The months in which a dimension has counts, the earliest first; there is at least one.
   *
   * @throws Problem if the company has no counts
   * @throws io.quipu.store.directory.NotCountedException if the dimension has no counts
   */
  public List<DirectoryEntry> months(DimensionKey dimension) {
    List<DirectoryEntry> months = ask(counts -> counts.months(dimension));
    if (!months.isEmpty()) {
      return months;
    }
    company(dimension.company());
    return ask(
        counts ->
            NamedCounts.ofCompanies(counts.directory())
                .dimension(dimension.company(), dimension.statistic(), dimension.dimension()));
  }

  /** As {@link #months}, for the counts of customers. */
  public List<DirectoryEntry> customerMonths(DimensionKey dimension) {
    List<DirectoryEntry> months = ask(counts -> counts.customerMonths(dimension));
    if (!months.isEmpty()) {
      return months;
    }
    companyOfCustomers(dimension.company());
    return ask(
        counts ->
            NamedCounts.ofCustomers(counts.customerDirectory())
                .dimension(dimension.company(), dimension.statistic(), dimension.dimension()));
  }

  /**
   * All entries of a company in the directory.
   *
   * @throws Problem if it has none
   */
  public List<DirectoryEntry> company(String company) {
    return require(company, ask(counts -> counts.directory().of(company)));
  }

  /** All entries of a company in the directory of customers. */
  public List<DirectoryEntry> companyOfCustomers(String company) {
    return require(company, ask(counts -> counts.customerDirectory().of(company)));
  }

  private static List<DirectoryEntry> require(String company, List<DirectoryEntry> entries) {
    if (entries.isEmpty()) {
      throw Problem.unknownCompany(company);
    }
    return entries;
  }

  /** The clock of a company, from its latest month. */
  public static CompanyClock clock(List<DirectoryEntry> months) {
    return new CompanyClock(latest(months).timeZone());
  }

  /** The entry of the latest month. The list must not be empty. */
  public static DirectoryEntry latest(List<DirectoryEntry> months) {
    DirectoryEntry latest = months.get(0);
    for (DirectoryEntry month : months) {
      latest = month.monthStart().isAfter(latest.monthStart()) ? month : latest;
    }
    return latest;
  }
}
