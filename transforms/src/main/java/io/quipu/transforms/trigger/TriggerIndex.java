package io.quipu.transforms.trigger;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.transforms.trigger.ConditionCompiler.InvalidConditionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the triggers that look at a counter. Triggers of single companies are found by their
 * company, so ten thousand of them cost no more than a few.
 */
final class TriggerIndex {
  private static final String ALL = "";

  private final Map<Subject, Map<String, List<Trigger>>> triggers = new HashMap<>();

  /** A trigger and its compiled condition. */
  record Trigger(TriggerDefinition definition, Condition condition) {

    /** Whether it needs rows of a resolution at all. */
    boolean needsRowsOf(Resolution resolution) {
      return definition.resolution() == resolution || condition.previous().contains(resolution);
    }

    /** Whether it needs rows of a resolution later. */
    boolean keepsRowsOf(Resolution resolution) {
      return condition.previous().contains(resolution)
          || (definition.resolution() == resolution
              && (definition.silence() != null || !condition.previous().isEmpty()));
    }
  }

  private record Subject(boolean ofCustomers, String statistic, String dimension) {}

  /**
   * @throws IllegalArgumentException if a condition does not compile; checked triggers have no such
   *     condition
   */
  TriggerIndex(List<TriggerDefinition> definitions) {
    for (TriggerDefinition definition : definitions) {
      Trigger trigger = new Trigger(definition, compile(definition));
      Subject subject =
          new Subject(
              definition.ofCustomers(), definition.statistic().name(), definition.dimension());
      Map<String, List<Trigger>> byCompany =
          triggers.computeIfAbsent(subject, any -> new HashMap<>());
      for (String company :
          definition.companies().isEmpty() ? List.of(ALL) : definition.companies()) {
        byCompany.computeIfAbsent(company, any -> new ArrayList<>()).add(trigger);
      }
    }
  }

  private static Condition compile(TriggerDefinition definition) {
    try {
      return ConditionCompiler.compile(definition);
    } catch (InvalidConditionException e) {
      throw new IllegalArgumentException(
          "The condition of the trigger '"
              + definition.name()
              + "' does not compile: "
              + e.getMessage(),
          e);
    }
  }

  /** The triggers that look at a counter. */
  List<Trigger> of(CounterKey counter) {
    Map<String, List<Trigger>> byCompany =
        triggers.get(
            new Subject(!counter.customer().isEmpty(), counter.statistic(), counter.dimension()));
    if (byCompany == null) {
      return List.of();
    }
    List<Trigger> found = new ArrayList<>();
    add(byCompany.get(ALL), counter, found);
    if (!counter.company().equals(ALL)) {
      add(byCompany.get(counter.company()), counter, found);
    }
    return found;
  }

  private static void add(@Nullable List<Trigger> some, CounterKey counter, List<Trigger> found) {
    if (some != null) {
      for (Trigger trigger : some) {
        if (trigger.definition().looksAt(counter)) {
          found.add(trigger);
        }
      }
    }
  }
}
