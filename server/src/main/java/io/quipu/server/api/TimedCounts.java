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

/** What routes ask of Cassandra. The time that it takes is measured. */
public final class TimedCounts {
  private final CountsReader reader;
  private final ServerMetrics metrics;

  TimedCounts(CountsReader reader, ServerMetrics metrics) {
    this.reader = reader;
    this.metrics = metrics;
  }

  /** What the reader says. */
  public <T> T ask(Function<CountsReader, T> question) {
    return metrics.timed(() -> question.apply(reader));
  }

  public List<List<CountRow>> series(List<SeriesRange> ranges) {
    return ask(counts -> counts.series(ranges));
  }

  /**
   * The months in which a dimension has counts, the earliest first; there is at least one.
   *
   * @throws Problem if the company has none at all
   * @throws io.quipu.store.directory.NotCountedException if it has none of these
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

  /** The same of what customers have counts of. */
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
   * All entries of a company.
   *
   * @throws Problem if it has none
   */
  public List<DirectoryEntry> company(String company) {
    return require(company, ask(counts -> counts.directory().of(company)));
  }

  /** All entries of what a company's customers have counts of. */
  public List<DirectoryEntry> companyOfCustomers(String company) {
    return require(company, ask(counts -> counts.customerDirectory().of(company)));
  }

  private static List<DirectoryEntry> require(String company, List<DirectoryEntry> entries) {
    if (entries.isEmpty()) {
      throw Problem.unknownCompany(company);
    }
    return entries;
  }

  /** The clock of a company, as its latest month says. */
  public static CompanyClock clock(List<DirectoryEntry> months) {
    return new CompanyClock(latest(months).timeZone());
  }

  /** The entry of the latest month, of which there is at least one. */
  public static DirectoryEntry latest(List<DirectoryEntry> months) {
    DirectoryEntry latest = months.get(0);
    for (DirectoryEntry month : months) {
      latest = month.monthStart().isAfter(latest.monthStart()) ? month : latest;
    }
    return latest;
  }
}
