package io.quipu.simulation.oracle;

import io.quipu.simulation.world.SentEvent;
import io.quipu.simulation.world.SimulatedLog;
import io.quipu.simulation.world.World;
import java.util.HashMap;
import java.util.Map;

/** What the job has noted as counted, and the recount of it. */
final class NotedPositions {
  private final World world;
  private final Recount counted = new Recount();
  private final Map<Integer, Long> taken = new HashMap<>();

  NotedPositions(World world) {
    this.world = world;
  }

  /** The recount of all records before the noted positions. */
  Recount counted() {
    return counted;
  }

  /** Counts what was noted since the last call; returns whether there was any. */
  boolean takeNew() {
    boolean more = false;
    for (Map.Entry<Integer, Long> position : world.cassandra().counted().entrySet()) {
      int partition = position.getKey();
      for (long at = taken.getOrDefault(partition, 0L); at < position.getValue(); at++) {
        SimulatedLog.LogRecord record = world.log().read(partition, at);
        if (record == null) {
          throw new WrongNumberException(
              "The job has noted the offset %d of partition %d, which has %d records."
                  .formatted(position.getValue(), partition, world.log().end(partition)));
        }
        SentEvent event = record.event();
        counted.add(
            event,
            event.product() == null ? null : world.categories().get(event.product()),
            partition);
        more = true;
      }
      taken.merge(partition, position.getValue(), Math::max);
    }
    return more;
  }

  /** Requires that all records of the log are noted as counted. */
  void requireAll() {
    for (int partition = 0; partition < world.log().partitions(); partition++) {
      long noted = world.cassandra().counted().getOrDefault(partition, 0L);
      if (noted != world.log().end(partition)) {
        throw new WrongNumberException(
            "The job has noted the offset %d of partition %d at last, which has %d records."
                .formatted(noted, partition, world.log().end(partition)));
      }
    }
  }
}
