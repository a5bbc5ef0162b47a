package io.quipu.cli.counts;

import io.quipu.cli.CassandraOptions;
import io.quipu.cli.Progress;
import io.quipu.cli.UsageException;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.directory.NamedCounts;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.ProgressSnapshot;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu counts}: prints the series of one counter. */
@Command(
    name = "counts",
    mixinStandardHelpOptions = true,
    description =
        "Prints the counts of a statistic or of a sequence by hour, day or month, in the company's"
            + " time zone."
            + " Buckets in which nothing happened are left out.")
public final class CountsCommand implements Callable<Integer> {
  /** The start of a range around all buckets that can be in the tables. */
  private static final Instant BEGINNING = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;
  @Mixin private CountModeOption countMode;

  @Option(names = "--company", required = true, description = "The company.")
  private String company = "";

  @Option(
      names = "--customer",
      description = "The customer of the company; by default the whole company.")
  private @Nullable String customer;

  @Mixin private CountedOption counted;

  @Option(
      names = "--resolution",
      defaultValue = "DAY",
      description = "hour, day or month (default day).")
  private Resolution resolution = Resolution.DAY;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "The first bucket, such as 2026-11, 2026-11-21 or 2026-11-21T15:00. A time that the clock"
              + " skips means the moment of the jump. A time that it shows twice means the first.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Buckets begin before this time.")
  private @Nullable String to;

  @Option(
      names = "--total",
      description = {
        "Print one line for the whole range: its count and sums, and its different customers if the"
            + " statistic has range-uniques. The range is of whole days."
      })
  private boolean total;

  @Option(
      names = "--format",
      defaultValue = "TABLE",
      description = {
        "table, json, csv or spreadsheet (default table). A spreadsheet is CSV in which no value is"
            + " a formula: an apostrophe is put before such a value."
      })
  private Format format = Format.TABLE;

  /** The buckets that were printed. */
  private final Set<Instant> buckets = new TreeSet<>();

  @Override
  public Integer call() throws Exception {
    counted.require(customer);
    if (customer != null && customer.isEmpty()) {
      throw new UsageException("--customer is empty; give a customer, or omit the option.");
    }
    Progress waiting = new Progress(spec.commandLine().getErr());
    try (CassandraSession client = cassandra.openTables(waiting)) {
      CountsReader reader = countMode.reader(client, cassandra.readersKeyspace(client, waiting));
      NamedCounts named =
          customer == null
              ? NamedCounts.ofCompanies(reader.directory())
              : NamedCounts.ofCustomers(reader.customerDirectory());
      String dimension = counted.dimension(named.company(company));
      List<DirectoryEntry> months = named.dimension(company, counted.statistic(), dimension);
      CompanyClock moments = new CompanyClock(months.get(months.size() - 1).timeZone());
      Instant first = from == null ? BEGINNING : moments.parse("--from", from);
      Instant end = to == null ? END : moments.parse("--to", to);
      if (!first.isBefore(end)) {
        throw new UsageException(
            ("--from=%s is not before --to=%s, so there is nothing between them; choose an earlier"
                    + " --from, or a later --to.")
                .formatted(from, to));
      }
      if (total && counted.asksSteps()) {
        throw new UsageException(
            "--total is for one counter, and not for the steps of a sequence.");
      }
      ProgressSnapshot progress =
          ProgressSnapshot.take(
              reader.progress(
                  customer == null ? RunsTable.Kind.STATISTIC : RunsTable.Kind.CUSTOMER));
      List<AnswerLine> lines =
          counted.asksSteps()
              ? steps(reader, months, moments, first, end)
              : series(reader, counter(dimension, counted.value(dimension)), moments, first, end);
      if (lines.isEmpty()) {
        spec.commandLine().getErr().println("Nothing was counted there.");
      }
      new Answer("bucket", lines).print(format, spec.commandLine().getOut());
      new CompletenessText(progress, company, moments)
          .print(Map.of(resolution, buckets), spec.commandLine().getErr());
      return 0;
    }
  }

  private CounterKey counter(String dimension, String value) {
    return new CounterKey(
        company, customer == null ? "" : customer, counted.statistic(), dimension, value);
  }

  private List<AnswerLine> series(
      CountsReader reader, CounterKey counter, CompanyClock moments, Instant first, Instant end) {
    if (total) {
      WholeRange range = WholeRange.read(reader, counter, moments.zone(), first, end);
      if (range.lacksUniques()) {
        spec.commandLine().getErr().println(WholeRange.UNKNOWN);
      }
      return range.lines();
    }
    List<CountRow> rows = reader.series(counter, resolution, first, end);
    // Later steps can change a sequence, so nothing is said of its buckets.
    if (!counter.statistic().startsWith(SequenceDefinition.PREFIX)) {
      rows.forEach(row -> buckets.add(row.start()));
    }
    return rows.stream()
        .map(row -> AnswerLine.of(bucket(moments, row.bucketStart()), row))
        .toList();
  }

  /** The steps of a sequence, by bucket and in their order. */
  private List<AnswerLine> steps(
      CountsReader reader,
      List<DirectoryEntry> months,
      CompanyClock moments,
      Instant first,
      Instant end) {
    DimensionKey steps = new DimensionKey(company, counted.statistic(), SequenceDefinition.STEP);
    List<CountRow> rows = new ArrayList<>();
    for (String step :
        reader.valueNames(
            steps,
            months.stream().map(DirectoryEntry::monthStart).toList(),
            "",
            "",
            SequenceDefinition.MAX_STEPS)) {
      rows.addAll(reader.series(counter(steps.dimension(), step), resolution, first, end));
    }
    rows.sort(Comparator.comparingLong(CountRow::bucketStart).thenComparing(CountRow::value));
    return rows.stream()
        .map(row -> AnswerLine.ofStep(bucket(moments, row.bucketStart()), row))
        .toList();
  }

  private String bucket(CompanyClock moments, long start) {
    Instant instant = Instant.ofEpochMilli(start);
    return format == Format.TABLE ? moments.bucket(resolution, instant) : moments.iso(instant);
  }
}
