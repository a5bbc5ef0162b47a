package io.quipu.pipeline.catalog;

import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.sequence.SequenceStep;
import io.quipu.model.sequence.StepCondition;
import io.quipu.model.sequence.Within;
import io.quipu.pipeline.catalog.CatalogSection.Entry;
import io.quipu.transforms.parse.cel.CelExpressions.Purpose;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the steps of a sequence, and the events that must not come between them. */
final class SequenceStepReader {
  private static final Set<String> STEP_KEYS =
      Set.of("statistic", "where", "values", "carry", "at-least", "within");
  private static final Set<String> WITHOUT_KEYS = Set.of("statistic", "where", "values");
  private static final Map<String, Within> DAYS =
      Map.of("same-day", Within.SAME_DAY, "next-day", Within.NEXT_DAY);
  private static final int MOST_EVENTS = 1000;

  private final CatalogValues values;
  private final Expressions expressions;
  private final List<StatisticDefinition> statistics;

  SequenceStepReader(
      CatalogValues values, Expressions expressions, List<StatisticDefinition> statistics) {
    this.values = values;
    this.expressions = expressions;
    this.statistics = statistics;
  }

  /**
   * Reads a step.
   *
   * @param usual the time that a step has which gives none; null if there is no such time
   */
  SequenceStep step(Entry entry, boolean isFirst, @Nullable Within usual) {
    String name = stepName(entry);
    String what = "The step '" + name + "'";
    CatalogSection section = CatalogSection.known(entry.value(), what, STEP_KEYS, values);
    StepCondition condition = condition(name, section, what);
    Node carry = section.get("carry");
    Node atLeast = section.get("at-least");
    int events =
        atLeast == null ? 1 : values.wholeNumber(atLeast, "'at-least' of " + what, 1, MOST_EVENTS);
    return new SequenceStep(
        condition,
        carry == null ? null : carried(carry, condition.statistic(), what),
        events,
        isFirst ? first(section, entry, events) : later(section, entry, usual));
  }

  private String stepName(Entry entry) {
    String name = values.name(entry.keyNode(), "The name of a step");
    if (name.contains(".") || name.contains("+")) {
      note(
          entry.keyNode(),
          "The name of a step cannot contain a dot or a plus sign; write '"
              + name.replace('.', '_').replace('+', '_')
              + "', say.");
    }
    return name;
  }

  /** The first step comes after no other; only several events of it need a time. */
  private Within first(CatalogSection section, Entry entry, int events) {
    String what = "The first step '" + entry.key() + "'";
    Node within = section.get("within");
    if (events == 1) {
      if (within != null) {
        note(within, what + " comes after no other one; remove its 'within'.");
      }
      return Within.NOTHING;
    }
    if (within == null) {
      note(
          entry.keyNode(),
          what + " takes several events; write within which time, as in 'within: 1h'.");
      return Within.SAME_DAY;
    }
    Within read = within(within, what);
    if (read.days() == Within.Days.NEXT) {
      note(within, what + " takes several events; write a duration or 'same-day'.");
    }
    return read;
  }

  private Within later(CatalogSection section, Entry entry, @Nullable Within usual) {
    Node within = section.get("within");
    if (within != null) {
      return within(within, "The step '" + entry.key() + "'");
    }
    if (usual == null) {
      note(
          entry.keyNode(),
          "The step '"
              + entry.key()
              + "' lacks 'within'; write how long after the step before it may come, as in 'within:"
              + " 7d', to the step or to its sequence.");
      return Within.SAME_DAY;
    }
    return usual;
  }

  Within within(Node node, String what) {
    String text = values.text(node, "'within'");
    Within days = DAYS.get(text);
    if (days != null) {
      return days;
    }
    if (!text.matches("[0-9]+ *[smhd]")) {
      note(
          node,
          "'within' of "
              + what.substring(0, 1).toLowerCase(Locale.ROOT)
              + what.substring(1)
              + " cannot be '"
              + text
              + "'; write a duration such as 30m, 12h or 7d, or same-day or next-day.");
      return Within.SAME_DAY;
    }
    return Within.of(values.duration(node, "'within'"));
  }

  /** Reads an event that must not come between steps. */
  StepCondition without(Entry entry) {
    String name = stepName(entry);
    String event = "The event '" + name + "' in 'without'";
    return condition(name, CatalogSection.known(entry.value(), event, WITHOUT_KEYS, values), event);
  }

  private StepCondition condition(String name, CatalogSection section, String what) {
    Node statistic = section.require("statistic", "name the statistic that counts it.", values);
    Node where = section.get("where");
    StatisticDefinition known = statistic == null ? null : statistic(statistic, what);
    String of = known == null ? "statistic" : known.name();
    return new StepCondition(
        name,
        of,
        where == null ? null : expressions.read(where, what, Purpose.FILTER),
        wanted(section.get("values"), known, what));
  }

  private @Nullable StatisticDefinition statistic(Node node, String what) {
    String name = values.text(node, "'statistic'");
    for (StatisticDefinition each : statistics) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    note(
        node,
        what
            + " names the statistic '"
            + name
            + "', which the catalog does not have; "
            + SpellingGuess.suggest(
                name, statistics.stream().map(StatisticDefinition::name).toList()));
    return null;
  }

  private Map<String, Set<String>> wanted(
      @Nullable Node node, @Nullable StatisticDefinition statistic, String what) {
    Map<String, Set<String>> wanted = new HashMap<>();
    if (node != null) {
      for (Entry entry : CatalogSection.named(node, "'values' of " + what, values).entries()) {
        requireDimension(entry.keyNode(), entry.key(), statistic, what);
        Set<String> some = new HashSet<>();
        for (Node value : values.list(entry.value(), "'" + entry.key() + "'")) {
          some.add(values.text(value, "A value of '" + entry.key() + "'"));
        }
        wanted.put(entry.key(), some);
      }
    }
    return wanted;
  }

  private String carried(Node node, String statistic, String what) {
    String dimension = values.text(node, "'carry'");
    requireDimension(
        node,
        dimension,
        statistics.stream().filter(each -> each.name().equals(statistic)).findFirst().orElse(null),
        what);
    if (dimension.contains("+")) {
      note(
          node,
          what + " carries '" + dimension + "'; a dimension with a plus sign cannot be carried.");
    }
    return dimension;
  }

  private void requireDimension(
      Node node, String dimension, @Nullable StatisticDefinition statistic, String what) {
    if (statistic != null && statistic.limits().containsKey(dimension)) {
      note(
          node,
          what
              + " names the dimension '"
              + dimension
              + "', which has a limit. Then it would depend on the order of events what the"
              + " sequence counts. Declare another dimension of the same field without a limit, or"
              + " use 'where'.");
    }
    // A property has any name.
    if (statistic == null || statistic.propertyLimit() > 0) {
      return;
    }
    List<String> known = statistic.dimensions().stream().map(DimensionDefinition::name).toList();
    if (!known.contains(dimension)) {
      note(
          node,
          what
              + " names the dimension '"
              + dimension
              + "', which the statistic '"
              + statistic.name()
              + "' does not have; "
              + (known.isEmpty() ? "declare it there." : SpellingGuess.suggest(dimension, known)));
    }
  }

  private void note(Node node, String message) {
    values.problems().add(node, message);
  }
}
