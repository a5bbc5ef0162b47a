package io.quipu.it.dashboard;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.io.cassandra.WriteCounts;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.coders.CountRowCoder;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;

/** Writes rows of a company's mails on one day in Berlin, and reads them from Cassandra. */
final class Mails {
  static final String COMPANY = "acme";
  static final String OPENS = "email_open";
  static final LocalDateTime DAY = LocalDateTime.of(2026, 3, 10, 0, 0);

  /** Names that are HTML, change the text direction, are invisible, or are very long. */
  static final List<String> HOSTILE =
      List.of(
          "<img src=x onerror=\"document.title='owned'\">",
          "</script><script>document.title='owned'</script>",
          "\u202Eevil",
          "",
          "مبيعات الربيع",
          "line\nbreak & \"quotes\" 'more' %41 +",
          "long ".repeat(600));

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private final CassandraSettings settings;
  private final CassandraSession session;

  Mails(CassandraSettings settings, CassandraSession session) {
    this.settings = settings;
    this.session = session;
  }

  /** A stored row. */
  record Stored(String value, long count, long uniques, BigDecimal revenue) {}

  /**
   * Writes 200 campaigns and the hostile ones, in every hour of the day, in the day and the month.
   */
  void writeDay() {
    List<String> campaigns = new ArrayList<>(HOSTILE);
    for (int i = 1; i <= 200; i++) {
      campaigns.add(String.format(java.util.Locale.ROOT, "Campaign %03d", i));
    }
    List<CountRow> rows = new ArrayList<>();
    for (int i = 0; i < campaigns.size(); i++) {
      rows.add(
          row("campaign", campaigns.get(i), Resolution.MONTH, DAY.withDayOfMonth(1), 9000 + i));
      rows.add(row("campaign", campaigns.get(i), Resolution.DAY, DAY, 3000 + i));
      rows.add(row("campaign", campaigns.get(i), Resolution.HOUR, DAY.plusHours(3), 100 + i));
      rows.add(row("campaign", campaigns.get(i), Resolution.HOUR, DAY.plusHours(7), 50 + i));
    }
    rows.add(row("", "", Resolution.MONTH, DAY.withDayOfMonth(1), 900_000));
    rows.add(row("", "", Resolution.DAY, DAY, 300_000));
    for (int hour = 0; hour < 24; hour++) {
      rows.add(row("", "", Resolution.HOUR, DAY.plusHours(hour), 10_000 + 500L * (hour % 9)));
    }
    write(rows);
  }

  /** Writes a day of a sequence of another company: its steps, and the whole. */
  void writeSteps() {
    List<CountRow> rows = new ArrayList<>();
    for (Resolution resolution : List.of(Resolution.DAY, Resolution.MONTH)) {
      LocalDateTime start = resolution == Resolution.DAY ? DAY : DAY.withDayOfMonth(1);
      rows.add(step("step", "1 read", resolution, start, 8000, 0));
      rows.add(step("step", "2 clicked", resolution, start, 2000, 2000 * 90));
      rows.add(step("step", "3 bought twice", resolution, start, 500, 500 * 93_600));
      rows.add(step("", "", resolution, start, 500, 500 * 93_690));
    }
    write(rows);
  }

  private static CountRow step(
      String dimension,
      String value,
      Resolution resolution,
      LocalDateTime start,
      long customers,
      long seconds) {
    return new CountRow(
        "zeta",
        "",
        "sequence:read_then_bought",
        dimension,
        value,
        resolution,
        start.getYear(),
        start.atZone(BERLIN).toInstant().toEpochMilli(),
        customers + 10,
        customers,
        Map.of("seconds", BigDecimal.valueOf(seconds)));
  }

  /** Overwrites the company's rows of an hour, as a job does when events arrive. */
  void writeHour(int hour, long count) {
    write(List.of(row("", "", Resolution.HOUR, DAY.plusHours(hour), count)));
  }

  private static CountRow row(
      String dimension, String value, Resolution resolution, LocalDateTime start, long count) {
    return new CountRow(
        COMPANY,
        "",
        OPENS,
        dimension,
        value,
        resolution,
        start.getYear(),
        start.atZone(BERLIN).toInstant().toEpochMilli(),
        count,
        count * 2 / 3,
        Map.of("revenue", BigDecimal.valueOf(count * 1237, 2)));
  }

  private void write(List<CountRow> rows) {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply("Rows", Create.of(rows).withCoder(CountRowCoder.of()))
        .apply(
            "WriteCounts",
            WriteCounts.to(settings)
                .withTimeZones(TimeZones.of(BERLIN, Map.of()))
                .withSlices((statistic, dimension) -> 1));
    pipeline.run().waitUntilFinish();
  }

  /**
   * The rows of a bucket for each value of a dimension, the largest first, read directly from the
   * table.
   */
  List<Stored> stored(String dimension, Resolution resolution, LocalDateTime start) {
    Instant bucket = start.atZone(BERLIN).toInstant();
    return session
        .cql()
        .execute("SELECT * FROM " + settings.keyspace() + "." + CountsSchema.COUNTS)
        .all()
        .stream()
        .filter(row -> COMPANY.equals(row.getString("company")))
        .filter(row -> dimension.equals(row.getString("dimension")))
        .filter(row -> row.getByte("resolution") == resolution.code())
        .filter(row -> bucket.equals(row.getInstant("bucket")))
        .map(Mails::stored)
        .sorted(Comparator.comparing(Stored::count).reversed())
        .toList();
  }

  private static Stored stored(Row row) {
    Map<String, BigDecimal> sums = row.getMap("sums", String.class, BigDecimal.class);
    return new Stored(
        Objects.requireNonNull(row.getString("value")),
        row.getLong("count"),
        row.getLong("uniques"),
        Objects.requireNonNull(Objects.requireNonNull(sums).get("revenue")));
  }
}
