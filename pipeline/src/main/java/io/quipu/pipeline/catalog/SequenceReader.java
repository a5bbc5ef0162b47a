package io.quipu.pipeline.catalog;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.SequenceStep;
import io.quipu.model.sequence.StepCondition;
import io.quipu.model.sequence.StepMatcher;
import io.quipu.model.sequence.Within;
import io.quipu.pipeline.catalog.CatalogSection.Entry;
import io.quipu.transforms.parse.cel.CelExpressions.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the sequences of a catalog. */
final class SequenceReader {
  /** The longest time from the first step to the last one. */
  static final int MAX_DAYS = 92;

  private static final Set<String> KEYS =
      Set.of("steps", "without", "within", "order", "bucket", "resolutions");
  private static final Set<String> STEP_KEYS =
      Set.of("statistic", "where", "values", "carry", "at-least", "within");
  private static final Set<String> WITHOUT_KEYS = Set.of("statistic", "where", "values");
  private static final Map<String, Within> DAYS =
      Map.of("same-day", Within.SAME_DAY, "next-day", Within.NEXT_DAY);
  private static final int MOST_EVENTS = 1000;

  private final CatalogValues values;
  private final Expressions expressions;
  private final List<StatisticDefinition> statistics;
  private final boolean knowsCustomers;

  /**
   * @param knowsCustomers whether the catalog says who did what
   */
  SequenceReader(
      CatalogValues values,
      Expressions expressions,
      List<StatisticDefinition> statistics,
      boolean knowsCustomers) {
    this.values = values;
    this.expressions = expressions;
    this.statistics = statistics;
    this.knowsCustomers = knowsCustomers;
  }

  /** Returns an empty list if there is no such section. */
  List<SequenceDefinition> read(@Nullable Node node) {
    List<SequenceDefinition> sequences = new ArrayList<>();
    if (node == null) {
      return sequences;
    }
    List<Entry> entries = CatalogSection.named(node, "'sequences'", values).entries();
    if (entries.size() > SequenceDefinition.MAX_SEQUENCES) {
      note(
          node,
          "There are %d sequences; declare up to %d."
              .formatted(entries.size(), SequenceDefinition.MAX_SEQUENCES));
      return sequences;
    }
    if (!knowsCustomers) {
      note(
          node,
          "Sequences are those of customers, but 'event' names no field for the customer; add"
              + " 'customer' or 'email' to it.");
    }
    for (Entry entry : entries) {
      SequenceDefinition sequence = sequence(entry);
      if (sequence != null) {
        sequences.add(sequence);
      }
    }
    requireFewExpressions(node, sequences);
    return sequences;
  }

  /** Returns null if the steps are so wrong that there is no sequence. */
  private @Nullable SequenceDefinition sequence(Entry entry) {
    String name = values.name(entry.keyNode(), "The name of a sequence");
    String what = "The sequence '" + name + "'";
    if (statistics.stream()
        .anyMatch(each -> each.name().equals(SequenceDefinition.statistic(name)))) {
      note(
          entry.keyNode(),
          what
              + " is counted as the statistic '"
              + SequenceDefinition.statistic(name)
              + "', which the catalog declares too; rename one of them.");
    }
    CatalogSection section = CatalogSection.known(entry.value(), what, KEYS, values);
    Node within = section.get("within");
    Within usual = within == null ? null : within(within, what);
    Node all = section.require("steps", "name two or more steps in their order.", values);
    if (all == null) {
      return null;
    }
    List<Entry> entries = CatalogSection.named(all, "'steps' of '" + name + "'", values).entries();
    if (entries.size() < 2 || entries.size() > SequenceDefinition.MAX_STEPS) {
      note(
          all,
          what
              + " has %d steps; name 2 to %d."
                  .formatted(entries.size(), SequenceDefinition.MAX_STEPS));
      return null;
    }
    List<SequenceStep> steps = new ArrayList<>();
    for (Entry step : entries) {
      steps.add(step(step, steps.isEmpty(), usual));
    }
    requireShort(all, what, steps);
    if (steps.stream().filter(step -> step.carry() != null).count()
        > SequenceDefinition.MAX_CARRIED) {
      note(
          all,
          what
              + " carries more than %d values; remove a 'carry'."
                  .formatted(SequenceDefinition.MAX_CARRIED));
      return null;
    }
    List<StepCondition> without = without(section.get("without"), what, steps);
    return SequenceDefinition.builder(name)
        .setSteps(steps)
        .setWithout(without)
        .setStrict(isStrict(section.get("order")))
        .setCountedStep(countedStep(section.get("bucket"), entries))
        .setResolutions(resolutions(section.get("resolutions")))
        .build();
  }

  private SequenceStep step(Entry entry, boolean isFirst, @Nullable Within usual) {
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

  private Within within(Node node, String what) {
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

  private void requireShort(Node node, String what, List<SequenceStep> steps) {
    long millis = steps.stream().mapToLong(step -> step.within().millis()).sum();
    if (millis > Duration.ofDays(MAX_DAYS).toMillis()) {
      note(
          node,
          what
              + " takes up to %d days from its first step to its last; shorten 'within' to %d days in all."
                  .formatted(Duration.ofMillis(millis).toDays(), MAX_DAYS));
    }
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

  private List<StepCondition> without(@Nullable Node node, String what, List<SequenceStep> steps) {
    List<StepCondition> without = new ArrayList<>();
    if (node == null) {
      return without;
    }
    List<Entry> entries = CatalogSection.named(node, "'without' of " + what, values).entries();
    if (entries.size() > SequenceDefinition.MAX_STEPS) {
      note(
          node,
          what
              + " has %d kinds of event in 'without'; name up to %d."
                  .formatted(entries.size(), SequenceDefinition.MAX_STEPS));
      return without;
    }
    for (Entry entry : entries) {
      String name = stepName(entry);
      if (steps.stream().anyMatch(step -> step.name().equals(name))) {
        note(entry.keyNode(), what + " has a step '" + name + "', too; rename one of them.");
      }
      String event = "The event '" + name + "' in 'without'";
      without.add(
          condition(name, CatalogSection.known(entry.value(), event, WITHOUT_KEYS, values), event));
    }
    return without;
  }

  private boolean isStrict(@Nullable Node node) {
    return node != null
        && values.word(node, "'order'", Map.of("loose", false, "strict", true), false);
  }

  private int countedStep(@Nullable Node node, List<Entry> steps) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      places.put(steps.get(i).key(), i);
    }
    return node == null ? 0 : values.word(node, "'bucket'", places, 0);
  }

  private Set<Resolution> resolutions(@Nullable Node node) {
    return node == null
        ? EnumSet.allOf(Resolution.class)
        : StatisticSectionReader.resolutions(node, values);
  }

  private void requireFewExpressions(Node node, List<SequenceDefinition> sequences) {
    for (StatisticDefinition statistic : statistics) {
      int different = StepMatcher.expressions(statistic.name(), sequences).size();
      if (different > StepMatcher.MAX_EXPRESSIONS) {
        note(
            node,
            ("The steps of the statistic '%s' have %d different 'where'; write up to %d, or use"
                    + " 'values' in their place.")
                .formatted(statistic.name(), different, StepMatcher.MAX_EXPRESSIONS));
      }
    }
  }

  private void note(Node node, String message) {
    values.problems().add(node, message);
  }
}
