package io.quipu.it.recount;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * An expected or actual row: the numbers of one counter in one bucket.
 *
 * @param customer empty for the company as a whole
 * @param resolution {@code hour}, {@code day} or {@code month}
 * @param bucketStart the first instant of the bucket
 * @param uniques null if the statistic counts no uniques
 * @param sums each with its declared number of decimals, by name
 */
public record Row(
    String company,
    String customer,
    String statistic,
    String dimension,
    String value,
    String resolution,
    Instant bucketStart,
    long count,
    @Nullable Long uniques,
    Map<String, BigDecimal> sums) {

  /** The order of rows in files and comparisons. */
  public static final Comparator<Row> ORDER =
      Comparator.comparing(Row::company)
          .thenComparing(Row::customer)
          .thenComparing(Row::statistic)
          .thenComparing(Row::dimension)
          .thenComparing(Row::value)
          .thenComparing(Row::resolution)
          .thenComparing(Row::bucketStart);

  private static final CSVFormat CSV =
      CSVFormat.RFC4180
          .builder()
          .setHeader(
              "company",
              "statistic",
              "dimension",
              "value",
              "resolution",
              "bucket_start",
              "count",
              "uniques",
              "sums")
          .setSkipHeaderRecord(true)
          .setRecordSeparator("\n")
          .get();

  public Row {
    sums = Map.copyOf(sums);
  }

  /**
   * The rows of a CSV file, which has rows of companies only; sums are written as {@code
   * name=1.50;name=2}.
   */
  public static List<Row> fromCsv(String text) {
    try (var parser = CSV.parse(new StringReader(text))) {
      return parser.stream().map(Row::fromRecord).sorted(ORDER).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row fromRecord(CSVRecord record) {
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (String sum : record.get("sums").split(";", -1)) {
      if (!sum.isEmpty()) {
        sums.put(
            sum.substring(0, sum.indexOf('=')),
            new BigDecimal(sum.substring(sum.indexOf('=') + 1)));
      }
    }
    String uniques = record.get("uniques");
    return new Row(
        record.get("company"),
        "",
        record.get("statistic"),
        record.get("dimension"),
        record.get("value"),
        record.get("resolution"),
        Instant.parse(record.get("bucket_start")),
        Long.parseLong(record.get("count")),
        uniques.isEmpty() ? null : Long.valueOf(uniques),
        sums);
  }

  /** The row as a line of such a file, with the customer. */
  @Override
  public String toString() {
    List<String> sumTexts = new ArrayList<>();
    new TreeMap<>(sums).forEach((name, sum) -> sumTexts.add(name + "=" + sum.toPlainString()));
    StringWriter text = new StringWriter();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      printer.printRecord(
          company,
          statistic,
          dimension,
          value,
          resolution,
          bucketStart,
          count,
          uniques,
          String.join(";", sumTexts),
          customer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().stripTrailing();
  }

  /** The first differences as text, one per line; empty if there are none. */
  public static String differences(Collection<Row> expected, Collection<Row> actual) {
    List<String> lines = new ArrayList<>();
    List<Row> missing = new ArrayList<>(expected);
    missing.removeAll(new java.util.HashSet<>(actual));
    List<Row> extra = new ArrayList<>(actual);
    extra.removeAll(new java.util.HashSet<>(expected));
    missing.stream().sorted(ORDER).limit(10).forEach(row -> lines.add("missing " + row));
    extra.stream().sorted(ORDER).limit(10).forEach(row -> lines.add("extra   " + row));
    if (!lines.isEmpty() || expected.size() != actual.size()) {
      lines.add(
          "%d of %d rows missing, %d of %d too many"
              .formatted(missing.size(), expected.size(), extra.size(), actual.size()));
    }
    return String.join("\n", lines);
  }
}
