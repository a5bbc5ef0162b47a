package io.quipu.simulation.runner;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateTable;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.jspecify.annotations.Nullable;

/** State and timers of one key of an operator. */
final class KeyState {

  /** Beam's state in memory, whose cells can be listed. */
  static final class Cells extends InMemoryStateInternals<Object> {
    Cells(Object key) {
      super(key);
    }

    StateTable table() {
      return inMemoryState;
    }
  }

  private final Object key;
  private final Cells cells;
  private final KeyTimers timers;
  private @Nullable KeySnapshot snapshot;

  KeyState(Object key, KeyTimers.Clocks clocks) {
    this.key = key;
    this.cells = new Cells(key);
    this.timers = new KeyTimers(clocks);
  }

  Object key() {
    return key;
  }

  Cells cells() {
    return cells;
  }

  KeyTimers timers() {
    return timers;
  }

  /** Must be called before state or timers change. */
  void touch() {
    snapshot = null;
  }

  /** State and timers in bytes. What did not change is not copied again. */
  KeySnapshot snapshot(ByteBuffer keyBytes) {
    KeySnapshot known = snapshot;
    if (known == null) {
      known = new KeySnapshot(keyBytes, StateBytes.of(cells.table()), List.copyOf(timers.all()));
      snapshot = known;
    }
    return known;
  }

  @SuppressWarnings("deprecation") // Beam's runners set timers with it.
  void restore(KeySnapshot from) {
    for (StateBytes cell : from.cells()) {
      cell.restoreTo(cells);
    }
    for (TimerData timer : from.timers()) {
      timers.setTimer(timer);
    }
  }

  /** The namespace of all state here. */
  static StateNamespace namespace(TimerData timer) {
    return timer.getNamespace();
  }
}
