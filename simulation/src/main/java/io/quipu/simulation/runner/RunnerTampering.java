package io.quipu.simulation.runner;

import io.quipu.simulation.graph.Graph.Operator;
import io.quipu.simulation.state.KeySnapshot;
import java.util.List;
import java.util.Map;
import org.joda.time.Instant;

/**
 * Where a test can plant a bug into the runner, to see whether the simulator catches it. By itself
 * it changes nothing.
 */
public class RunnerTampering {

  /** No bug. */
  public static final RunnerTampering NONE = new RunnerTampering();

  /** For subclasses that plant a bug. */
  protected RunnerTampering() {}

  /** The state of an operator's keys, on its way into a checkpoint. */
  public List<KeySnapshot> snapshot(String operator, List<KeySnapshot> keys) {
    return keys;
  }

  /** The state of an operator's keys, on its way out of a checkpoint. */
  public List<KeySnapshot> restored(String operator, List<KeySnapshot> keys) {
    return keys;
  }

  /** The offsets of a source, on their way into a checkpoint. */
  public Map<Integer, Long> offsets(Map<Integer, Long> offsets) {
    return offsets;
  }

  /** An element before the shuffle: the elements that travel in its place. */
  public List<Object> shuffled(String operator, Object element) {
    return List.of(element);
  }

  /** A watermark that a source sends. */
  public Instant watermark(Instant watermark) {
    return watermark;
  }

  /** The time by which event-time timers are due. */
  public Instant timersDueBy(Instant watermark) {
    return watermark;
  }

  /** Whether a bundle is finished before a checkpoint contains it. */
  public boolean finishesBundle(String operator) {
    return true;
  }

  /** Whether a channel waits for the barriers of the others. */
  public boolean aligns() {
    return true;
  }

  /** Whether an operator takes the instances of the attempt before, with all that they remember. */
  public boolean keepsInstances(String operator) {
    return false;
  }

  /** Whether an element that is behind the watermark is processed. */
  public boolean acceptsLate(String operator) {
    return true;
  }

  /** Whether a key goes to the same instance after the number of instances has changed. */
  public boolean placesByKey(String operator) {
    return true;
  }

  final List<KeySnapshot> snapshot(Operator operator, List<KeySnapshot> keys) {
    return snapshot(operator.name(), keys);
  }
}
