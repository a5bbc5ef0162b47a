package io.quipu.audit.closed;

import io.quipu.audit.recount.Due;
import io.quipu.audit.recount.Recount;
import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.model.counter.Statistic;
import io.quipu.store.directory.Directory;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.progress.AuditScope;
import io.quipu.store.queries.BucketScan;
import io.quipu.store.queries.StoredTable;
import io.quipu.store.queries.TableScan;
import io.quipu.store.session.CassandraSession;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Reads the stored rows of closed buckets. Those of hours and days are read by their keys, those of
 * months by a scan of both tables. It rests as long as it reads.
 */
final class ClosedRows {
  private static final int ROWS_BEFORE_REST = 5_000;
  private static final int COUNTERS_AT_ONCE = 100;

  private final Catalog catalog;
  private final Map<String, Statistic> statistics;
  private final Directory directory;
  private final BucketScan buckets;
  private final TableScan tables;

  ClosedRows(CassandraSession session, String keyspace, Catalog catalog) {
    this.catalog = catalog;
    statistics = catalog.statistics().stream().collect(Collectors.toMap(Statistic::name, s -> s));
    directory = Directory.ofCompanies(session, keyspace);
    buckets = new BucketScan(session, keyspace, ClosedRows::rest);
    tables = new TableScan(session, keyspace);
  }

  private static void rest(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos);
  }

  /** Adds the rows of the buckets that are due to a recount. */
  void read(AuditScope scope, List<Due> due, Recount recount)
      throws SQLException, InterruptedException {
    if (scope instanceof AuditScope.Month month) {
      scan(month, recount);
      return;
    }
    for (Due company : due) {
      values(company, recount);
      series(company, recount);
    }
  }

  private void scan(AuditScope.Month month, Recount recount)
      throws SQLException, InterruptedException {
    long[] rows = new long[1];
    long[] started = {System.nanoTime()};
    for (StoredTable table : List.of(StoredTable.COUNTS, StoredTable.COUNTS_BY_VALUE)) {
      tables.<SQLException>read(
          table,
          (from, row) -> {
            ZoneId zone = catalog.timeZones().of(row.company());
            if (month.has(row.resolution(), row.start(), row.start(), zone)) {
              recount.addStored(from, row);
            }
            if (++rows[0] % ROWS_BEFORE_REST == 0) {
              rest(System.nanoTime() - started[0]);
              started[0] = System.nanoTime();
            }
          });
    }
  }

  /** Reads all values of each dimension, also those without events. */
  private void values(Due due, Recount recount) throws SQLException, InterruptedException {
    Map<DimensionKey, Integer> slices = new HashMap<>();
    for (DirectoryEntry entry : directory.of(due.company())) {
      if (!entry.dimension().isEmpty() && statistics.containsKey(entry.statistic())) {
        slices.merge(
            new DimensionKey(due.company(), entry.statistic(), entry.dimension()),
            entry.slices(),
            Math::max);
      }
    }
    List<BucketScan.Values> wanted = new ArrayList<>();
    slices.forEach(
        (dimension, count) -> {
          for (Due.Part part : due.parts()) {
            for (int slice = 0; slice < count; slice++) {
              wanted.add(
                  new BucketScan.Values(
                      dimension,
                      new Bucket(part.resolution(), Instant.ofEpochMilli(part.start())),
                      slice));
            }
          }
        });
    buckets.<SQLException>values(wanted, recount::addStored);
  }

  /** Reads the series of all counters that have events or values in these buckets. */
  private void series(Due due, Recount recount) throws SQLException, InterruptedException {
    Set<CounterKey> counters = new LinkedHashSet<>();
    statistics.keySet().forEach(name -> counters.add(CounterKey.whole(due.company(), name)));
    counters.addAll(recount.counters(due.company()));
    List<BucketScan.Span> spans = spans(due);
    List<CounterKey> some = new ArrayList<>();
    for (CounterKey counter : counters) {
      some.add(counter);
      if (some.size() == COUNTERS_AT_ONCE) {
        buckets.<SQLException>series(some, spans, recount::addStored);
        some.clear();
      }
    }
    buckets.<SQLException>series(some, spans, recount::addStored);
  }

  private List<BucketScan.Span> spans(Due due) {
    CompanyClock clock = new CompanyClock(catalog.timeZones().of(due.company()));
    Map<Resolution, List<Instant>> starts =
        due.parts().stream()
            .collect(
                Collectors.groupingBy(
                    Due.Part::resolution,
                    Collectors.mapping(
                        part -> Instant.ofEpochMilli(part.start()), Collectors.toList())));
    List<BucketScan.Span> spans = new ArrayList<>();
    starts.forEach(
        (resolution, buckets) -> {
          Instant first = buckets.stream().min(Instant::compareTo).orElseThrow();
          Instant last = buckets.stream().max(Instant::compareTo).orElseThrow();
          spans.add(
              new BucketScan.Span(
                  resolution,
                  first.atZone(clock.zone()).getYear(),
                  first,
                  clock.bucketEnd(resolution, last)));
        });
    return spans;
  }
}
