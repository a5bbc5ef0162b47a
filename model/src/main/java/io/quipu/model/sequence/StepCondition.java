package io.quipu.model.sequence;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events are a step, or an event that must not come between steps.
 *
 * @param name a name that is unique in the sequence
 * @param statistic the statistic that must count the event
 * @param where a CEL expression that must be true for the event; null to take all events
 * @param values for some dimensions of the statistic the values, one of which the event must have
 */
public record StepCondition(
    String name, String statistic, @Nullable String where, Map<String, Set<String>> values)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public StepCondition {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("The name of a step is empty; give it one, such as read.");
    }
    values = Map.copyOf(values);
  }
}
