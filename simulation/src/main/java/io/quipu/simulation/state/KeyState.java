package io.quipu.simulation.state;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StateTable;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.jspecify.annotations.Nullable;

/** State and timers of one key of an operator. */
public final class KeyState {

  /** Beam's state in memory, whose cells can be listed. */
  private static final class Cells extends InMemoryStateInternals<Object> {
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

  /**
   * Empty state.
   *
   * @param clocks what its timers can see
   */
  public KeyState(Object key, KeyTimers.Clocks clocks) {
    this.key = key;
    this.cells = new Cells(key);
    this.timers = new KeyTimers(clocks);
  }

  /** The key. */
  public Object key() {
    return key;
  }

  /** The state. */
  public StateInternals cells() {
    return cells;
  }

  /** The timers. */
  public KeyTimers timers() {
    return timers;
  }

  /** Must be called before state or timers change. */
  public void touch() {
    snapshot = null;
  }

  /** State and timers in bytes. What did not change is not copied again. */
  public KeySnapshot snapshot(ByteBuffer keyBytes) {
    KeySnapshot known = snapshot;
    if (known == null) {
      known = new KeySnapshot(keyBytes, StateBytes.of(cells.table()), List.copyOf(timers.all()));
      snapshot = known;
    }
    return known;
  }

  /** Takes state and timers from a checkpoint; it must be empty. */
  @SuppressWarnings("deprecation") // Beam's runners set timers with it.
  public void restore(KeySnapshot from) {
    for (StateBytes cell : from.cells()) {
      cell.restoreTo(cells);
    }
    for (TimerData timer : from.timers()) {
      timers.setTimer(timer);
    }
  }
}
