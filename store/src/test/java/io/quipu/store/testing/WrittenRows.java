package io.quipu.store.testing;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.writes.CountsWriter;
import io.quipu.store.writes.RowStatements;
import io.quipu.store.writes.RowTarget;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Writes rows into Cassandra for tests. */
public final class WrittenRows {
  private static final int WRITES_IN_FLIGHT = 256;
  private static final int BATCH = 100;

  private WrittenRows() {}

  /** Writes rows of companies in a time zone, as if the catalog declared this many slices. */
  public static void write(
      CassandraSettings settings,
      RowStatements.Kind kind,
      ZoneId zone,
      List<CountRow> rows,
      int slices)
      throws InterruptedException {
    RowTarget target =
        RowTarget.of(settings, WRITES_IN_FLIGHT)
            .withTimeZones(TimeZones.of(zone, Map.of()))
            .withSlices((statistic, dimension) -> slices);
    try (CountsWriter writer = CountsWriter.open(target, kind, batch -> {})) {
      for (int from = 0; from < rows.size(); from += BATCH) {
        writer.write(rows.subList(from, Math.min(rows.size(), from + BATCH)));
      }
      writer.awaitDurable();
    }
  }
}
