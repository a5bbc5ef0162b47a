package io.quipu.server.api;

import io.quipu.io.cassandra.WriteCounts;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.store.schema.Slices;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.coders.CountRowCoder;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;

/** Writes rows into Cassandra for tests. */
final class StoredRows {
  private StoredRows() {}

  /** Writes rows as a job does. */
  static void write(CassandraSettings settings, ZoneId zone, List<CountRow> rows, int slices) {
    Slices declared = (statistic, dimension) -> slices;
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply("Rows", Create.of(List.copyOf(rows)).withCoder(CountRowCoder.of()))
        .apply(
            "WriteCounts",
            WriteCounts.to(settings)
                .withTimeZones(TimeZones.of(zone, Map.of()))
                .withSlices(declared));
    pipeline.run().waitUntilFinish();
  }
}
