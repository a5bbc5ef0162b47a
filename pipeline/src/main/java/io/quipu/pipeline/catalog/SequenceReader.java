package io.quipu.pipeline.catalog;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.SequenceStep;
import io.quipu.model.sequence.StepCondition;
import io.quipu.model.sequence.StepMatcher;
import io.quipu.model.sequence.Within;
import io.quipu.pipeline.catalog.CatalogSection.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
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
  private final CatalogValues values;
  private final SequenceStepReader stepReader;
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
    this.stepReader = new SequenceStepReader(values, expressions, statistics);
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
    Within usual = within == null ? null : stepReader.within(within, what);
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
      steps.add(stepReader.step(step, steps.isEmpty(), usual));
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
      StepCondition event = stepReader.without(entry);
      if (steps.stream().anyMatch(step -> step.name().equals(event.name()))) {
        note(
            entry.keyNode(), what + " has a step '" + event.name() + "', too; rename one of them.");
      }
      without.add(event);
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
