package io.quipu.it.faults;

import io.quipu.it.recount.Row;
import io.quipu.it.stack.StoredRows;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.session.CassandraSession;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the job has stored. */
public final class StoredCounts {
  private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

  private final CassandraSession session;
  private final String keyspace;

  public StoredCounts(CassandraSession session, String keyspace) {
    this.session = session;
    this.keyspace = keyspace;
  }

  /** The rows that a recount knows. */
  public List<Row> rows() {
    return known(StoredRows.read(session, keyspace));
  }

  /** The same of the second table. */
  List<Row> rowsByValue() throws InterruptedException {
    return known(StoredRows.readByValue(session, keyspace));
  }

  private static List<Row> known(List<Row> rows) {
    return rows.stream().filter(row -> !isLookedUp(row)).toList();
  }

  private static boolean isLookedUp(Row row) {
    return row.dimension().equals(FaultTraffic.LOOKED_UP);
  }

  /** The totals to which their looked-up values do not add up, as {@code total: sum of values}. */
  List<String> unequalTotals() {
    Map<List<Object>, Long> sums = new HashMap<>();
    List<Row> all = StoredRows.read(session, keyspace);
    all.stream()
        .filter(StoredCounts::isLookedUp)
        .forEach(row -> sums.merge(bucket(row), row.count(), Long::sum));
    return all.stream()
        .filter(row -> row.statistic().equals("open") && row.dimension().isEmpty())
        .filter(row -> row.count() != sums.getOrDefault(bucket(row), 0L))
        .map(row -> row + ": " + sums.get(bucket(row)))
        .toList();
  }

  private static List<Object> bucket(Row row) {
    return List.of(row.company(), row.statistic(), row.resolution(), row.bucketStart());
  }

  /** Whether pages have left state. */
  boolean hasSpilled() {
    return session.cql().execute("SELECT * FROM " + keyspace + ".pages LIMIT 1").one() != null;
  }

  /** The number of probes counted. */
  long probes() {
    CounterKey probes = CounterKey.whole(FaultTraffic.PROBE_COMPANY, FaultTraffic.PROBE_STATISTIC);
    return new CountsReader(session, keyspace)
        .series(probes, Resolution.MONTH, Instant.EPOCH, END).stream()
            .mapToLong(CountRow::count)
            .sum();
  }
}
