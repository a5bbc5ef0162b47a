package io.quipu.cli.counts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quipu.cli.CassandraOptions;
import io.quipu.cli.CommandException;
import io.quipu.cli.Progress;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.server.csv.CsvCells;
import io.quipu.server.csv.CsvWriter;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.directory.NamedCounts;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.ProgressSnapshot;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu export}: prints all rows of a company. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Prints every row of a company: statistic, dimension, value, resolution, the bucket's"
            + " start, count, uniques and sums. Dimension and value are empty for the whole"
            + " statistic.")
public final class ExportCommand implements Callable<Integer> {
  private static final int LINE_EVERY_ROWS = 100_000;

  private enum ExportFormat {
    CSV,
    SPREADSHEET,
    JSONL
  }

  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;
  @Mixin private CountModeOption countMode;

  @Option(names = "--company", required = true, description = "The company.")
  private String company = "";

  @Option(
      names = "--format",
      defaultValue = "CSV",
      description = {
        "csv, spreadsheet or jsonl (default csv). In csv, each sum is a column, sum_ and its name."
            + " A spreadsheet is CSV in which no value is a formula: an apostrophe is put before"
            + " such a value."
      })
  private ExportFormat format = ExportFormat.CSV;

  @Override
  public Integer call() throws Exception {
    Progress progress = new Progress(spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    try (CassandraSession client = cassandra.openTables(progress)) {
      CountsReader reader = countMode.reader(client, cassandra.readersKeyspace(client, progress));
      List<DirectoryEntry> entries = NamedCounts.ofCompanies(reader.directory()).company(company);
      CompanyClock moments = new CompanyClock(entries.get(entries.size() - 1).timeZone());
      RowWriter writer =
          switch (format) {
            case CSV -> csv(out, CsvCells.EXACT, moments, sumNames(reader, entries));
            case SPREADSHEET -> csv(out, CsvCells.SPREADSHEET, moments, sumNames(reader, entries));
            case JSONL -> row -> printJson(row, moments, out);
          };
      ProgressSnapshot counted = ProgressSnapshot.take(reader.progress(RunsTable.Kind.STATISTIC));
      Map<Resolution, Set<Instant>> buckets = new EnumMap<>(Resolution.class);
      long rows = 0;
      try (Stream<CountRow> export = reader.export(company)) {
        for (Iterator<CountRow> all = export.iterator(); all.hasNext(); ) {
          CountRow row = all.next();
          writer.write(row);
          // Later steps can change a sequence, so nothing is said of its buckets.
          if (!row.statistic().startsWith(SequenceDefinition.PREFIX)) {
            buckets.computeIfAbsent(row.resolution(), key -> new HashSet<>()).add(row.start());
          }
          if (++rows % LINE_EVERY_ROWS == 0) {
            progress.accept(String.format(Locale.ROOT, "%,d rows ...", rows));
            requireOpen(out);
          }
        }
      }
      out.flush();
      requireOpen(out);
      progress.accept(String.format(Locale.ROOT, "%,d rows.", rows));
      new CompletenessText(counted, company, moments).print(buckets, spec.commandLine().getErr());
      return 0;
    }
  }

  /** Writes one row. */
  private interface RowWriter {
    void write(CountRow row) throws IOException;
  }

  private static void requireOpen(PrintWriter out) {
    if (out.checkError()) {
      throw new CommandException(
          "The output cannot be written; check that the disk is not full and its reader runs.");
    }
  }

  /**
   * The names of the sums of all statistics. The monthly rows of a whole statistic have all its
   * sums.
   */
  private List<String> sumNames(CountsReader reader, List<DirectoryEntry> entries) {
    Set<String> names = new TreeSet<>();
    Map<String, List<Instant>> months = new TreeMap<>();
    for (DirectoryEntry entry : entries) {
      months
          .computeIfAbsent(entry.statistic(), statistic -> new ArrayList<>())
          .add(entry.monthStart());
    }
    months.forEach(
        (statistic, starts) ->
            reader
                .series(
                    CounterKey.whole(company, statistic),
                    Resolution.MONTH,
                    Collections.min(starts),
                    Collections.max(starts).plusMillis(1))
                .forEach(row -> names.addAll(row.sums().keySet())));
    return List.copyOf(names);
  }

  private static RowWriter csv(
      PrintWriter out, CsvCells how, CompanyClock moments, List<String> sums) throws IOException {
    CsvWriter csv = new CsvWriter(out, how);
    List<String> header =
        new ArrayList<>(
            List.of("statistic", "dimension", "value", "resolution", "bucket", "count", "uniques"));
    sums.forEach(name -> header.add("sum_" + name));
    csv.row(header);
    return row -> csv.row(cells(row, moments, sums));
  }

  private static List<String> cells(CountRow row, CompanyClock moments, List<String> sums) {
    if (!sums.containsAll(row.sums().keySet())) {
      throw new CommandException(
          "A job began to write another sum during the export: "
              + row.sums().keySet()
              + " in addition to "
              + sums
              + "; run the export again.");
    }
    List<String> cells =
        new ArrayList<>(
            List.of(
                row.statistic(),
                row.dimension(),
                row.value(),
                row.resolution().word(),
                bucket(row, moments),
                Long.toString(row.count()),
                Objects.toString(row.uniques(), "")));
    for (String name : sums) {
      BigDecimal sum = row.sums().get(name);
      cells.add(sum == null ? "" : sum.toPlainString());
    }
    return cells;
  }

  private static void printJson(CountRow row, CompanyClock moments, PrintWriter out)
      throws IOException {
    try (JsonGenerator json = ExactNumbers.lines(out)) {
      json.writeStartObject();
      json.writeStringField("statistic", row.statistic());
      json.writeStringField("dimension", row.dimension());
      json.writeStringField("value", row.value());
      json.writeStringField("resolution", row.resolution().word());
      json.writeStringField("bucket", bucket(row, moments));
      ExactNumbers.numbers(json, row.count(), row.uniques(), row.sums());
      json.writeEndObject();
    }
    out.println();
  }

  private static String bucket(CountRow row, CompanyClock moments) {
    return moments.iso(Instant.ofEpochMilli(row.bucketStart()));
  }
}
