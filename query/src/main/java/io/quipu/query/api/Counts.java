package io.quipu.query.api;

import io.quipu.model.CountRow;
import io.quipu.query.CountsReader;
import io.quipu.query.Dimension;
import io.quipu.query.DirectoryEntry;
import io.quipu.query.Known;
import io.quipu.query.Moments;
import io.quipu.query.SeriesRange;
import io.quipu.query.http.Metrics;
import io.quipu.query.http.Problem;
import java.util.List;
import java.util.function.Function;

/** What routes ask of Cassandra. The time that it takes is measured. */
final class Counts {
  private final CountsReader reader;
  private final Metrics metrics;

  Counts(CountsReader reader, Metrics metrics) {
    this.reader = reader;
    this.metrics = metrics;
  }

  /** What the reader says. */
  <T> T ask(Function<CountsReader, T> question) {
    return metrics.timed(() -> question.apply(reader));
  }

  List<List<CountRow>> series(List<SeriesRange> ranges) {
    return ask(counts -> counts.series(ranges));
  }

  /**
   * The months in which a dimension has counts, the earliest first; there is at least one.
   *
   * @throws Problem if the company has none at all
   * @throws io.quipu.query.NotCountedException if it has none of these
   */
  List<DirectoryEntry> months(Dimension dimension) {
    List<DirectoryEntry> months = ask(counts -> counts.months(dimension));
    if (!months.isEmpty()) {
      return months;
    }
    company(dimension.company());
    return ask(
        counts ->
            Known.ofCompanies(counts.directory())
                .dimension(dimension.company(), dimension.statistic(), dimension.dimension()));
  }

  /** The same of what customers have counts of. */
  List<DirectoryEntry> customerMonths(Dimension dimension) {
    List<DirectoryEntry> months = ask(counts -> counts.customerMonths(dimension));
    if (!months.isEmpty()) {
      return months;
    }
    companyOfCustomers(dimension.company());
    return ask(
        counts ->
            Known.ofCustomers(counts.customerDirectory())
                .dimension(dimension.company(), dimension.statistic(), dimension.dimension()));
  }

  /**
   * All entries of a company.
   *
   * @throws Problem if it has none
   */
  List<DirectoryEntry> company(String company) {
    return require(company, ask(counts -> counts.directory().of(company)));
  }

  /** All entries of what a company's customers have counts of. */
  List<DirectoryEntry> companyOfCustomers(String company) {
    return require(company, ask(counts -> counts.customerDirectory().of(company)));
  }

  private static List<DirectoryEntry> require(String company, List<DirectoryEntry> entries) {
    if (entries.isEmpty()) {
      throw Problem.unknownCompany(company);
    }
    return entries;
  }

  /** The clock of a company, as its latest month says. */
  static Moments clock(List<DirectoryEntry> months) {
    return new Moments(latest(months).timeZone());
  }

  /** The entry of the latest month, of which there is at least one. */
  static DirectoryEntry latest(List<DirectoryEntry> months) {
    DirectoryEntry latest = months.get(0);
    for (DirectoryEntry month : months) {
      latest = month.monthStart().isAfter(latest.monthStart()) ? month : latest;
    }
    return latest;
  }
}
