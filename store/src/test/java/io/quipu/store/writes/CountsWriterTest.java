package io.quipu.store.writes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.counts.CountWriteStatements;
import io.quipu.store.counts.RowVersion;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.testing.TestTables;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CountsWriterTest {

  @Test
  void anyOrderAndAnyRepetitionEndWithTheLastState() throws Exception {
    CassandraSettings settings = TestTables.in("permutations");
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      for (long seed = 1; seed <= 20; seed++) {
        String company = "company " + seed;
        Random random = new Random(seed);
        List<CountRow> last = new ArrayList<>();
        List<CountRow> history = history(company, random, last);
        List<CountRow> shuffled = new ArrayList<>(history);
        for (int i = 0; i < history.size(); i++) {
          shuffled.add(history.get(random.nextInt(history.size())));
        }
        Collections.shuffle(shuffled, random);
        write(settings, 0, shuffled, 1 + random.nextInt(7));
        assertThat("seed " + seed, stored(cassandra.cql(), company), equalTo(byKey(last)));
      }
    }
  }

  @Test
  void aLaterOwnerReplacesLargerCounts() throws Exception {
    CassandraSettings settings = TestTables.in("owners");
    CountRow tooMany = row("acme", "v", 1000);
    CountRow right = row("acme", "v", 7);
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      write(settings, 3, List.of(right), 1);
      write(settings, 2, List.of(tooMany), 1);
      assertThat(stored(cassandra.cql(), "acme"), equalTo(byKey(List.of(right))));
    }
  }

  @Test
  void aLaterOwnerRemovesARowOfWhichItHasCountedNothing() throws Exception {
    CassandraSettings settings = TestTables.in("removed");
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      write(settings, 2, List.of(row("acme", "v", 1000), row("acme", "w", 3)), 2);
      write(settings, 3, List.of(row("acme", "v", 0)), 1);
      // A late write of the earlier owner stays hidden, and the later owner can count again.
      write(settings, 2, List.of(row("acme", "v", 1001)), 1);
      assertThat(stored(cassandra.cql(), "acme"), equalTo(byKey(List.of(row("acme", "w", 3)))));
      write(settings, 3, List.of(row("acme", "v", 1)), 1);
      assertThat(
          stored(cassandra.cql(), "acme"),
          equalTo(byKey(List.of(row("acme", "v", 1), row("acme", "w", 3)))));
    }
  }

  /** Its version is later than every wall-clock time. */
  @Test
  void aDeletionWithoutATimestampHidesNoRow() throws Exception {
    CassandraSettings settings = TestTables.in("deleted");
    CountRow row = row("acme", "v", 1);
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      write(settings, RowVersion.FIRST_OWNER, List.of(row), 1);
      cassandra
          .cql()
          .execute(
              "DELETE FROM deleted.counts WHERE company = 'acme' AND statistic = 'opens'"
                  + " AND dimension = 'browser' AND value = 'v' AND year = 2026");
      assertThat(stored(cassandra.cql(), "acme"), equalTo(byKey(List.of(row))));
    }
  }

  /** A tombstone would take part in each read of the row until it is compacted away. */
  @Test
  void missingColumnsLeaveNoTombstones() throws Exception {
    CassandraSettings settings = TestTables.in("no_tombstones");
    List<CountRow> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CountRow all = row("acme", "v" + i, 7);
      rows.add(
          new CountRow(
              all.company(),
              all.customer(),
              all.statistic(),
              all.dimension(),
              all.value(),
              all.resolution(),
              all.year(),
              all.bucketStart(),
              all.count(),
              null,
              Map.of()));
    }
    write(settings, 0, rows, 5);
    try (CassandraSession cassandra = CassandraSession.share(settings)) {
      assertThat(stored(cassandra.cql(), "acme").keySet(), hasSize(5));
      Map<String, Double> tombstones = new TreeMap<>();
      for (Row reads :
          cassandra
              .cql()
              .execute(
                  "SELECT table_name, count, max FROM system_views.tombstones_per_read"
                      + " WHERE keyspace_name = 'no_tombstones'")) {
        if (reads.getLong("count") > 0) {
          tombstones.put(CountColumns.text(reads, "table_name"), reads.getDouble("max"));
        }
      }
      // The histogram shows 1 if there are no tombstones; five rows with tombstones show 10.
      assertThat(tombstones, equalTo(Map.of("counts", 1.0, "counts_by_value", 1.0)));
    }
  }

  @Test
  void reportsRequestsAndTheirDurations() throws Exception {
    CassandraSettings settings = TestTables.in("told");
    List<WriteListener.WrittenBatch> told = new ArrayList<>();
    RowTarget target = RowTarget.of(settings, 4);
    try (CountsWriter writer = CountsWriter.open(target, CountWriteStatements.kind(), told::add)) {
      writer.write(List.of(row("acme", "a", 1), row("acme", "b", 2)));
      writer.write(List.of());
      assertThat(told, equalTo(List.of()));
      writer.awaitDurable();
    }
    // Four writes to four partitions share a request, because there is only one node.
    WriteListener.WrittenBatch first = told.get(0);
    assertThat(first.rows(), is(2));
    assertThat(first.requests(), is(1));
    assertThat(first.retries(), is(0L));
    assertThat(first.minMillis(), allOf(greaterThanOrEqualTo(0L), is(first.totalMillis())));
    assertThat(first.maxMillis(), is(first.totalMillis()));
    assertThat(first.totalMillis(), lessThanOrEqualTo(60_000L));
    assertThat(told.get(1), is(new WriteListener.WrittenBatch(0, 0, 0, 0, 0, 0)));
    assertThat(told.size(), is(2));
  }

  /** Growing states of some rows; the last of each is also added to {@code last}. */
  private static List<CountRow> history(String company, Random random, List<CountRow> last) {
    List<CountRow> history = new ArrayList<>();
    for (String value : List.of("a", "b", "", "\uD83D\uDE00")) {
      long count = 0;
      CountRow row = row(company, value, 1);
      for (int i = 5 + random.nextInt(10); i > 0; i--) {
        count += 1 + random.nextInt(300);
        row = row(company, value, count);
        history.add(row);
      }
      last.add(row);
    }
    return history;
  }

  private static CountRow row(String company, String value, long count) {
    return new CountRow(
        company,
        "",
        "opens",
        "browser",
        value,
        Resolution.HOUR,
        2026,
        1_767_225_600_000L,
        count,
        count / 2,
        Map.of("revenue", BigDecimal.valueOf(count * 3, 2)));
  }

  /** Writes as a bundle does: sends all batches, then waits for all. */
  private static void write(
      CassandraSettings settings, long owner, List<CountRow> rows, int batchSize)
      throws InterruptedException {
    RowTarget target = RowTarget.of(settings, 256);
    try (CountsWriter writer =
        CountsWriter.open(target, CountWriteStatements.kind(), batch -> {})) {
      for (int from = 0; from < rows.size(); from += batchSize) {
        writer.write(
            rows.subList(from, Math.min(rows.size(), from + batchSize)).stream()
                .map(row -> row.ownedBy(owner))
                .toList());
      }
      writer.awaitDurable();
    }
  }

  /** The company's rows in both tables, which must be the same. */
  private static Map<String, String> stored(CqlSession session, String company) {
    Map<String, String> counts = stored(session, "counts", company);
    assertThat(stored(session, "counts_by_value", company), equalTo(counts));
    return counts;
  }

  private static Map<String, String> stored(CqlSession session, String table, String company) {
    Map<String, String> counts = new TreeMap<>();
    for (Row row : session.execute("SELECT * FROM " + table)) {
      if (company.equals(row.getString("company"))) {
        counts.put(
            CountColumns.text(row, "value"),
            numbers(
                row.getLong("count"),
                row.getLong("uniques"),
                row.getMap("sums", String.class, BigDecimal.class)));
      }
    }
    return counts;
  }

  private static Map<String, String> byKey(List<CountRow> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                CountRow::value,
                row -> numbers(row.count(), row.uniques(), row.sums()),
                (a, b) -> b,
                TreeMap::new));
  }

  private static String numbers(
      long count, @Nullable Long uniques, @Nullable Map<String, BigDecimal> sums) {
    return count + "/" + uniques + "/" + sums;
  }
}
