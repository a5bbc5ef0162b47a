package io.quipu.simulation.world;

import io.quipu.model.counter.CountRow;
import io.quipu.simulation.world.SimulatedCassandra.CountKey;
import io.quipu.store.counts.RowVersion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Writes rows to the simulated Cassandra, as {@code WriteCounts} does to the real one: a bundle
 * sends its rows and waits for them at its end, and each row has the version of the product.
 */
public final class WriteSimulatedRows extends PTransform<PCollection<CountRow>, PCollection<Void>> {
  private static final long serialVersionUID = 1L;

  private WriteSimulatedRows() {}

  /** Writes rows to the current world. */
  public static WriteSimulatedRows create() {
    return new WriteSimulatedRows();
  }

  @Override
  public PCollection<Void> expand(PCollection<CountRow> rows) {
    return rows.apply("WriteRows", ParDo.of(new WriteFn()));
  }

  private static final class WriteFn extends DoFn<CountRow, Void> {
    private static final long serialVersionUID = 1L;

    private transient List<CountRow> rows;

    WriteFn() {
      this.rows = new ArrayList<>();
    }

    @StartBundle
    public void start() {
      rows = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element CountRow row) {
      rows.add(row);
    }

    @FinishBundle
    public void finish() {
      World world = World.current();
      List<PendingWrite> writes = new ArrayList<>();
      for (CountRow row : world.tampering().rows(rows)) {
        send(world, row, writes);
      }
      rows = new ArrayList<>();
      if (world.tampering().waitsForRows()) {
        writes.forEach(PendingWrite::get);
      }
    }

    private void send(World world, CountRow row, List<PendingWrite> writes) {
      CountKey key = CountKey.of(row);
      long timestamp = world.tampering().version(row, RowVersion.of(row));
      SimulatedCassandra cassandra = world.cassandra();
      writes.add(
          world.send(
              () -> "write " + text(row) + " to counts",
              () -> write(world, cassandra.counts(), key, row, timestamp)));
      if (!row.dimension().isEmpty() && world.tampering().writesBothTables(row)) {
        writes.add(
            world.send(
                () -> "write " + text(row) + " to counts_by_value",
                () -> write(world, cassandra.countsByValue(), key, row, timestamp)));
      }
    }

    private static void write(
        World world, SimulatedTable<CountKey> table, CountKey key, CountRow row, long timestamp) {
      if (row.isRemoval()) {
        table.delete(key, timestamp);
        return;
      }
      Map<String, Object> cells = SimulatedCassandra.cells(row);
      if (world.tampering().addsToRows()) {
        Map<String, Object> before = table.read(key);
        cells.replaceAll((column, value) -> plus(before.get(column), value));
      }
      table.write(key, cells, timestamp);
    }

    private static Object plus(@org.jspecify.annotations.Nullable Object a, Object b) {
      if (a == null) {
        return b;
      }
      return b instanceof Long x ? (Object) (x + (Long) a) : ((BigDecimal) b).add((BigDecimal) a);
    }

    private static String text(CountRow row) {
      return "count "
          + row.count()
          + " of "
          + (row.dimension().isEmpty() ? "all" : row.dimension() + "=" + row.value())
          + " in the "
          + row.resolution().word()
          + " "
          + row.start();
    }
  }
}
