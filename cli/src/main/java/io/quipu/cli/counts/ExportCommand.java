package io.quipu.cli.counts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.core.JsonGenerator;
import io.quipu.cli.CassandraOptions;
import io.quipu.cli.CommandException;
import io.quipu.cli.Progress;
import io.quipu.model.CountRow;
import io.quipu.query.CountsReader;
import io.quipu.query.DirectoryEntry;
import io.quipu.query.Known;
import io.quipu.query.Moments;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu export}: everything of a company. */
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
    JSONL
  }

  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;
  @Mixin private CountModeOption countMode;

  @Option(names = "--company", required = true, description = "Whose counts.")
  private String company = "";

  @Option(
      names = "--format",
      defaultValue = "CSV",
      description = "csv or jsonl (default csv). In csv, sums are a JSON object.")
  private ExportFormat format = ExportFormat.CSV;

  @Override
  public Integer call() throws Exception {
    Progress progress = new Progress(spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    try (CqlSession session = cassandra.openTables(progress)) {
      CountsReader reader = countMode.reader(session, cassandra.keyspace());
      List<DirectoryEntry> entries = Known.ofCompanies(reader.directory()).company(company);
      Moments moments = new Moments(entries.get(entries.size() - 1).timeZone());
      RowWriter writer =
          format == ExportFormat.CSV ? csv(out, moments) : row -> printJson(row, moments, out);
      long rows = 0;
      try (Stream<CountRow> export = reader.export(company)) {
        for (Iterator<CountRow> all = export.iterator(); all.hasNext(); ) {
          writer.write(all.next());
          if (++rows % LINE_EVERY_ROWS == 0) {
            progress.accept(String.format(Locale.ROOT, "%,d rows ...", rows));
            requireOpen(out);
          }
        }
      }
      out.flush();
      requireOpen(out);
      progress.accept(String.format(Locale.ROOT, "%,d rows.", rows));
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
          "The output cannot be written; check that its reader is there and the disk is not full.");
    }
  }

  private static RowWriter csv(PrintWriter out, Moments moments) throws IOException {
    CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180);
    csv.printRecord(
        "statistic", "dimension", "value", "resolution", "bucket", "count", "uniques", "sums");
    return row ->
        csv.printRecord(
            row.statistic(),
            row.dimension(),
            row.value(),
            row.resolution().word(),
            bucket(row, moments),
            row.count(),
            Objects.toString(row.uniques(), ""),
            sums(row));
  }

  private static String sums(CountRow row) throws IOException {
    if (row.sums().isEmpty()) {
      return "";
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.lines(text)) {
      json.writeStartObject();
      Json.sums(json, row.sums());
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void printJson(CountRow row, Moments moments, PrintWriter out) throws IOException {
    try (JsonGenerator json = Json.lines(out)) {
      json.writeStartObject();
      json.writeStringField("statistic", row.statistic());
      json.writeStringField("dimension", row.dimension());
      json.writeStringField("value", row.value());
      json.writeStringField("resolution", row.resolution().word());
      json.writeStringField("bucket", bucket(row, moments));
      Json.numbers(json, row.count(), row.uniques(), row.sums());
      json.writeEndObject();
    }
    out.println();
  }

  private static String bucket(CountRow row, Moments moments) {
    return moments.iso(Instant.ofEpochMilli(row.bucketStart()));
  }
}
