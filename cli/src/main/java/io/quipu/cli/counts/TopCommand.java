package io.quipu.cli.counts;

import io.quipu.cli.CassandraOptions;
import io.quipu.cli.Progress;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.model.limit.ValueLimits;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.directory.NamedCounts;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.ProgressSnapshot;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.queries.Measure;
import io.quipu.store.session.CassandraSession;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu top}: prints the values of a dimension with the largest numbers. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description =
        "Prints the values of a dimension with the largest numbers in an hour, day or month.")
public final class TopCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;
  @Mixin private CountModeOption countMode;

  @Option(names = "--company", required = true, description = "The company.")
  private String company = "";

  @Option(names = "--statistic", required = true, description = "The statistic.")
  private String statistic = "";

  @Option(names = "--dimension", required = true, description = "The dimension.")
  private String dimension = "";

  @Option(
      names = "--resolution",
      defaultValue = "MONTH",
      description = "hour, day or month (default month).")
  private Resolution resolution = Resolution.MONTH;

  @Option(
      names = "--bucket",
      paramLabel = "TIME",
      description =
          "A time in the bucket, such as 2026-11, 2026-11-21 or 2026-11-21T15:00. By default the"
              + " last one in which the statistic has counts.")
  private @Nullable String bucket;

  @Option(
      names = "--by",
      paramLabel = "MEASURE",
      defaultValue = "count",
      description = "count, uniques or the name of a sum (default ${DEFAULT-VALUE}).")
  private String by = "";

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      defaultValue = "10",
      description = "The most values to print (default ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--format",
      defaultValue = "TABLE",
      description = {
        "table, json, csv or spreadsheet (default table). A spreadsheet is CSV in which no value is"
            + " a formula: an apostrophe is put before such a value."
      })
  private Format format = Format.TABLE;

  @Override
  public Integer call() throws Exception {
    Progress waiting = new Progress(spec.commandLine().getErr());
    try (CassandraSession client = cassandra.openTables(waiting)) {
      CountsReader reader = countMode.reader(client, cassandra.readersKeyspace(client, waiting));
      List<DirectoryEntry> months =
          NamedCounts.ofCompanies(reader.directory()).dimension(company, statistic, dimension);
      DirectoryEntry latest = months.get(months.size() - 1);
      CompanyClock moments = new CompanyClock(latest.timeZone());
      Instant start = bucketStart(reader, moments, latest);
      ProgressSnapshot progress = ProgressSnapshot.take(reader.progress(RunsTable.Kind.STATISTIC));
      List<AnswerLine> lines =
          reader
              .top(
                  new DimensionKey(company, statistic, dimension),
                  resolution,
                  start,
                  Measure.of(by),
                  limit)
              .stream()
              .map(AnswerLine::of)
              .toList();
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          "%s in %s (%s), by %s:%n",
          lines.isEmpty() ? "Nothing was counted" : dimension,
          moments.bucket(resolution, start),
          moments.zone(),
          by);
      err.flush();
      new Answer("value", lines).print(format, spec.commandLine().getOut());
      if (isLimited(reader, moments, start)) {
        err.printf(
            "The dimension has a limit: its later values of this month count as %s.%n",
            ValueLimits.OTHER);
      }
      new CompletenessText(progress, company, moments)
          .print(Map.of(resolution, Set.of(start)), err);
      return 0;
    }
  }

  private boolean isLimited(CountsReader reader, CompanyClock moments, Instant start) {
    Instant month = moments.bucketStart(Resolution.MONTH, start);
    return !reader
        .series(
            new CounterKey(company, "", statistic, dimension, ValueLimits.OTHER),
            Resolution.MONTH,
            month,
            moments.bucketEnd(Resolution.MONTH, month))
        .isEmpty();
  }

  private Instant bucketStart(CountsReader reader, CompanyClock moments, DirectoryEntry latest) {
    if (bucket != null) {
      return moments.bucketStart(resolution, moments.parse("--bucket", bucket));
    }
    if (resolution == Resolution.MONTH) {
      return latest.monthStart();
    }
    // The last bucket with counts: the company's events may have ended earlier.
    CounterKey whole = new CounterKey(company, "", statistic, "", "");
    List<CountRow> rows =
        reader.series(
            whole,
            resolution,
            latest.monthStart(),
            latest.monthStart().atZone(latest.timeZone()).plusMonths(1).toInstant());
    return rows.isEmpty()
        ? moments.bucketStart(resolution, Clock.systemUTC().instant())
        : rows.get(rows.size() - 1).start();
  }
}
