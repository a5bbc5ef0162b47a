package io.quipu.model.sequence;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A step of a sequence.
 *
 * @param condition which events it takes
 * @param carry the dimension by whose values the sequence is counted; null for none
 * @param atLeast how many events the step takes. If it carries a dimension, they have the same
 *     value. The last one of them is the time of the step
 * @param within how long after the step before. For a first step with several events, how long its
 *     last event may come after its first
 */
public record SequenceStep(
    StepCondition condition, @Nullable String carry, int atLeast, Within within)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public SequenceStep {
    if (atLeast < 1) {
      throw new IllegalArgumentException(
          "The step '" + condition.name() + "' takes " + atLeast + " events; it takes 1 or more.");
    }
  }

  /** The name of the step, unique in its sequence. */
  public String name() {
    return condition.name();
  }
}
