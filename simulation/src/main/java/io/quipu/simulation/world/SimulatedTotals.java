package io.quipu.simulation.world;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.simulation.world.SimulatedCassandra.CountKey;
import io.quipu.transforms.totals.StoredTotals;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The rows in the simulated Cassandra, for a job that takes them over. */
public final class SimulatedTotals implements StoredTotals {
  private static final long serialVersionUID = 1L;

  /** The only instance needed: it has no state. */
  public SimulatedTotals() {}

  @Override
  public void open() {
    World.current().call("connect to the totals");
  }

  @Override
  public CompletionStage<List<CountRow>> read(CounterKey counter, int month) {
    World world = World.current();
    world.call("read the stored totals of a counter");
    ZoneId zone = SentEvent.ZONES.of(counter.company());
    YearMonth wanted = LocalHour.yearMonth(month);
    List<CountRow> rows = new ArrayList<>();
    for (CountKey key : world.cassandra().counts().keys()) {
      if (key.counter().equals(counter)) {
        YearMonth its = YearMonth.from(Instant.ofEpochMilli(key.start()).atZone(zone));
        Map<String, Object> cells = world.cassandra().counts().read(key);
        if (its.equals(wanted) && !cells.isEmpty()) {
          rows.add(SimulatedCassandra.row(key, wanted.getYear(), cells));
        }
      }
    }
    return CompletableFuture.completedFuture(world.tampering().readRows(rows));
  }

  @Override
  public void close() {}
}
