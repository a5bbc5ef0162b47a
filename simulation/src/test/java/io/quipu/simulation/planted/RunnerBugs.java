package io.quipu.simulation.planted;

import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.state.ShardHeader;
import io.quipu.simulation.runner.RunnerTampering;
import io.quipu.simulation.state.KeySnapshot;
import io.quipu.simulation.state.StateBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Bugs of a runner, of state, of timers and of coders. */
final class RunnerBugs {
  static final String CHECK = "CheckUniqueness/Check";
  static final String BATCH = "CheckUniqueness/BatchByShard";
  static final String LIMIT = "LimitValues/Limit";
  static final String HISTORIES = "CountSequences/KeepHistories";
  static final String FAN_OUT = "FanOut";
  static final String MERGE = "CombineInFixedWindows";
  static final String TOTALS = "AccumulateTotals";
  static final String WRITE = "WriteCounts";

  private RunnerBugs() {}

  /** A restored operator has lost something of its keys. */
  static RunnerTampering restores(String operator, UnaryOperator<List<KeySnapshot>> bug) {
    return new RunnerTampering() {
      @Override
      public List<KeySnapshot> restored(String name, List<KeySnapshot> keys) {
        return name.startsWith(operator) ? bug.apply(keys) : keys;
      }
    };
  }

  /** A checkpoint has lost something of an operator's keys. */
  static RunnerTampering snapshots(String operator, UnaryOperator<List<KeySnapshot>> bug) {
    return new RunnerTampering() {
      @Override
      public List<KeySnapshot> snapshot(String name, List<KeySnapshot> keys) {
        return name.startsWith(operator) ? bug.apply(keys) : keys;
      }
    };
  }

  static List<KeySnapshot> withoutFirstKey(List<KeySnapshot> keys) {
    return keys.isEmpty() ? keys : keys.subList(1, keys.size());
  }

  static List<KeySnapshot> withoutTimers(List<KeySnapshot> keys) {
    return keys.stream().map(key -> new KeySnapshot(key.key(), key.cells(), List.of())).toList();
  }

  /** Without the generations under which pages have left state. */
  static List<KeySnapshot> withoutGenerations(List<KeySnapshot> keys) {
    return changeHeaders(
        keys, header -> new ShardHeader(List.of(), header.first(), header.next(), header.end()));
  }

  /** Without the last element of a bag. */
  static UnaryOperator<List<KeySnapshot>> withoutLastPart(String id) {
    return keys -> changeCell(keys, id, parts -> parts.subList(0, parts.size() - 1));
  }

  /** Without the last id of each page of uniqueness. */
  static List<KeySnapshot> withoutLastIds(List<KeySnapshot> keys) {
    return changeCell(
        keys,
        "pages",
        parts -> {
          List<byte[]> others = new ArrayList<>(parts);
          for (int i = 1; i < others.size(); i += 2) {
            others.set(i, withoutLastId(others.get(i)));
          }
          return others;
        });
  }

  /** A page begins with its version, the number of its ids, and the ids of 8 bytes each. */
  private static byte[] withoutLastId(byte[] page) {
    int ids = page[1];
    if (ids == 0) {
      return page;
    }
    byte[] shorter = new byte[page.length - 8];
    int end = 2 + 8 * (ids - 1);
    System.arraycopy(page, 0, shorter, 0, end);
    System.arraycopy(page, end + 8, shorter, end, page.length - end - 8);
    shorter[1] = (byte) (ids - 1);
    return shorter;
  }

  /** Without the generation of the pages that have left state last. */
  static List<KeySnapshot> withoutLastGeneration(List<KeySnapshot> keys) {
    return changeHeaders(
        keys,
        header -> {
          List<Long> left = header.left();
          return left.isEmpty()
              ? header
              : new ShardHeader(
                  left.subList(0, left.size() - 1), header.first(), header.next(), header.end());
        });
  }

  private static List<KeySnapshot> changeHeaders(
      List<KeySnapshot> keys, UnaryOperator<ShardHeader> change) {
    return changeCell(
        keys,
        "header",
        parts ->
            List.of(encoded(change.apply(ShardHeader.fromBytes(decoded(parts.get(0)))).toBytes())));
  }

  private static byte[] decoded(byte[] cell) {
    try {
      return CoderUtils.decodeFromByteArray(ByteArrayCoder.of(), cell);
    } catch (CoderException e) {
      throw new IllegalStateException("The cell holds no bytes.", e);
    }
  }

  private static byte[] encoded(byte[] bytes) {
    try {
      return CoderUtils.encodeToByteArray(ByteArrayCoder.of(), bytes);
    } catch (CoderException e) {
      throw new IllegalStateException("The cell takes no bytes.", e);
    }
  }

  private static List<KeySnapshot> changeCell(
      List<KeySnapshot> keys, String id, UnaryOperator<List<byte[]>> change) {
    List<KeySnapshot> others = new ArrayList<>();
    for (KeySnapshot key : keys) {
      List<StateBytes> cells = new ArrayList<>();
      for (StateBytes cell : key.cells()) {
        List<byte[]> parts = cell.id().equals(id) ? change.apply(cell.parts()) : cell.parts();
        if (!parts.isEmpty()) {
          cells.add(cell.withParts(parts));
        }
      }
      others.add(new KeySnapshot(key.key(), cells, key.timers()));
    }
    return others;
  }

  /** Sources restore other offsets. */
  static RunnerTampering offsets(long moved) {
    return new RunnerTampering() {
      @Override
      public Map<Integer, Long> offsets(Map<Integer, Long> offsets) {
        Map<Integer, Long> others = new HashMap<>(offsets);
        others.replaceAll((partition, offset) -> Math.max(0, offset + moved));
        return others;
      }
    };
  }

  /** A checkpoint has no offset of a partition that was added. */
  static RunnerTampering withoutAddedPartitions() {
    return new RunnerTampering() {
      @Override
      public Map<Integer, Long> offsets(Map<Integer, Long> offsets) {
        Map<Integer, Long> others = new HashMap<>(offsets);
        others.keySet().removeIf(partition -> partition > 1);
        return others;
      }
    };
  }

  /** An operator's bundle is not finished before a checkpoint. */
  static RunnerTampering openBundles(String operator) {
    return new RunnerTampering() {
      @Override
      public boolean finishesBundle(String name) {
        return !name.startsWith(operator);
      }
    };
  }

  /** No channel waits for the barriers of others. */
  static RunnerTampering withoutAlignment() {
    return new RunnerTampering() {
      @Override
      public boolean aligns() {
        return false;
      }
    };
  }

  /** What an operator remembers in memory survives a restart. */
  static RunnerTampering keptInstances(String operator) {
    return new RunnerTampering() {
      @Override
      public boolean keepsInstances(String name) {
        return name.startsWith(operator);
      }
    };
  }

  /** Some elements travel to an operator this often. */
  static RunnerTampering copies(String operator, int copies) {
    return new RunnerTampering() {
      @Override
      public List<Object> shuffled(String name, Object element) {
        boolean chosen = name.startsWith(operator) && Math.floorMod(element.hashCode(), 32) == 0;
        return chosen
            ? new ArrayList<>(java.util.Collections.nCopies(copies, element))
            : List.of(element);
      }
    };
  }

  /** Elements behind the watermark are dropped. */
  static RunnerTampering dropsLate() {
    return new RunnerTampering() {
      @Override
      public boolean acceptsLate(String name) {
        return false;
      }
    };
  }

  /** The watermark is ahead of the records, which are dropped then. */
  static RunnerTampering earlyWatermark() {
    return new RunnerTampering() {
      @Override
      public Instant watermark(Instant watermark) {
        Instant far = Instant.parse("2030-01-01T00:00:00Z");
        return watermark.isBefore(far) ? watermark.plus(Duration.standardMinutes(1)) : watermark;
      }

      @Override
      public boolean acceptsLate(String name) {
        return false;
      }
    };
  }

  /** All restored state goes to the first subtask. */
  static RunnerTampering misplacedKeys() {
    return new RunnerTampering() {
      @Override
      public boolean placesByKey(String name) {
        return false;
      }
    };
  }

  /** The coder of events forgets the customer. */
  @SuppressWarnings("unchecked") // The input of this operator has this type.
  static RunnerTampering withoutCustomers() {
    return new RunnerTampering() {
      @Override
      public List<Object> shuffled(String name, Object element) {
        if (!name.startsWith(CHECK)) {
          return List.of(element);
        }
        KV<Object, EventBatch> batch = (KV<Object, EventBatch>) element;
        List<Event> events =
            batch.getValue().events().stream()
                .map(event -> event.toBuilder().customer(null).build())
                .toList();
        return List.of(KV.of(batch.getKey(), EventBatch.of(events)));
      }
    };
  }
}
