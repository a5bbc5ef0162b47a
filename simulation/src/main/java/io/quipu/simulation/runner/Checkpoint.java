package io.quipu.simulation.runner;

import io.quipu.simulation.state.KeySnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.joda.time.Instant;

/**
 * What a job continues from: the next offset of each partition, and the state of each operator, all
 * of the same cut through the stream.
 */
public final class Checkpoint {
  private final Map<Integer, Long> offsets = new HashMap<>();
  private final Map<Integer, Instant> times = new HashMap<>();
  private final Map<Integer, List<KeySnapshot>> operators = new HashMap<>();

  /** An empty checkpoint. */
  Checkpoint() {}

  /** A start at these offsets, without state. */
  public static Checkpoint at(Map<Integer, Long> offsets) {
    Checkpoint start = new Checkpoint();
    start.offsets.putAll(offsets);
    return start;
  }

  /** The next offset of each partition. */
  public Map<Integer, Long> offsets() {
    return offsets;
  }

  /** The latest time of each partition: no record before its offset has a later one. */
  Map<Integer, Instant> times() {
    return times;
  }

  /** The keys of an operator. */
  List<KeySnapshot> keys(int operator) {
    return operators.getOrDefault(operator, List.of());
  }

  void addKeys(int operator, List<KeySnapshot> keys) {
    operators.computeIfAbsent(operator, any -> new ArrayList<>()).addAll(keys);
  }
}
