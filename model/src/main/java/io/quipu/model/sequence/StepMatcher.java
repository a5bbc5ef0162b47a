package io.quipu.model.sequence;

import io.quipu.model.event.Event;
import io.quipu.model.event.Occurrence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the steps that an event can be, in all sequences of a catalog. */
public final class StepMatcher {
  /** The largest number of different expressions of the steps of one statistic. */
  public static final int MAX_EXPRESSIONS = Long.SIZE;

  private final Map<String, List<Candidate>> byStatistic = new HashMap<>();

  /**
   * A condition of a sequence.
   *
   * @param expression the bit of its expression; 0 if it has none
   */
  private record Candidate(
      int sequence, int kind, StepCondition condition, @Nullable String carry, long expression) {}

  public StepMatcher(List<SequenceDefinition> sequences) {
    for (int i = 0; i < sequences.size(); i++) {
      SequenceDefinition sequence = sequences.get(i);
      List<StepCondition> conditions = sequence.conditions();
      for (int kind = 0; kind < conditions.size(); kind++) {
        StepCondition condition = conditions.get(kind);
        String where = condition.where();
        int bit = where == null ? -1 : expressions(condition.statistic(), sequences).indexOf(where);
        byStatistic
            .computeIfAbsent(condition.statistic(), absent -> new ArrayList<>())
            .add(
                new Candidate(
                    i,
                    kind,
                    condition,
                    kind < sequence.steps().size() ? sequence.steps().get(kind).carry() : null,
                    bit < 0 ? 0 : 1L << bit));
      }
    }
  }

  /**
   * The different expressions of the steps of a statistic. The parser evaluates them, and sets the
   * bits of {@link Occurrence#conditions} in this order.
   */
  public static List<String> expressions(String statistic, List<SequenceDefinition> sequences) {
    Set<String> expressions = new LinkedHashSet<>();
    for (SequenceDefinition sequence : sequences) {
      for (StepCondition condition : sequence.conditions()) {
        String where = condition.where();
        if (where != null && condition.statistic().equals(statistic)) {
          expressions.add(where);
        }
      }
    }
    return List.copyOf(expressions);
  }

  /** Whether a sequence has a step of the statistic. */
  public static boolean uses(String statistic, List<SequenceDefinition> sequences) {
    return sequences.stream()
        .flatMap(sequence -> sequence.conditions().stream())
        .anyMatch(condition -> condition.statistic().equals(statistic));
  }

  /** Returns the event with its steps; null if it is no step, or nobody's. */
  public @Nullable StepEvent match(Event event) {
    Occurrence occurrence = event.occurrence();
    String customer = event.customer();
    if (occurrence == null || customer == null) {
      return null;
    }
    List<StepEvent.Step> steps = new ArrayList<>();
    for (Candidate candidate : byStatistic.getOrDefault(event.statistic().name(), List.of())) {
      if ((occurrence.conditions() & candidate.expression()) == candidate.expression()
          && hasValues(event, candidate.condition().values())) {
        addSteps(event, candidate, steps);
      }
    }
    return steps.isEmpty()
        ? null
        : new StepEvent(event.company(), customer, occurrence.time(), occurrence.identity(), steps);
  }

  private static boolean hasValues(Event event, Map<String, Set<String>> wanted) {
    for (Map.Entry<String, Set<String>> dimension : wanted.entrySet()) {
      boolean found = false;
      for (int i = 0; i < event.size() && !found; i++) {
        found =
            event.dimension(i).equals(dimension.getKey())
                && dimension.getValue().contains(event.value(i));
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  /** Adds a step for each value that is carried, or one without a value. */
  private static void addSteps(Event event, Candidate candidate, List<StepEvent.Step> steps) {
    Set<String> wanted =
        candidate.carry() == null ? null : candidate.condition().values().get(candidate.carry());
    boolean carries = false;
    for (int i = 0; i < event.size(); i++) {
      if (event.dimension(i).equals(candidate.carry())
          && (wanted == null || wanted.contains(event.value(i)))) {
        steps.add(new StepEvent.Step(candidate.sequence(), candidate.kind(), event.value(i)));
        carries = true;
      }
    }
    if (!carries) {
      steps.add(new StepEvent.Step(candidate.sequence(), candidate.kind(), ""));
    }
  }
}
