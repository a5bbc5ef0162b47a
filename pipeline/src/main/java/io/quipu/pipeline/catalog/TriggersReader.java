package io.quipu.pipeline.catalog;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.counter.Statistic;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.model.trigger.Triggers;
import io.quipu.pipeline.catalog.CatalogSection.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads triggers, from the section of a catalog or from a file of their own. */
final class TriggersReader {
  private static final Set<String> KEYS = Set.of("topic", "file", "rules");
  private static final Set<String> RULE_KEYS =
      Set.of(
          "of",
          "statistic",
          "dimension",
          "companies",
          "values",
          "resolution",
          "when",
          "silent-for",
          "late",
          "re-arm");
  private static final Map<String, Boolean> OF = Map.of("company", false, "customer", true);

  /** How long after its end a trigger can fire for a bucket, unless the rule says so. */
  private static final Duration LATENESS = Duration.ofDays(7);

  private static final String NEVER = "never";

  private final CatalogValues values;
  private final Expressions expressions;
  private final Map<String, Subject> subjects = new LinkedHashMap<>();

  /**
   * What a trigger can look at.
   *
   * @param dimensions the dimensions that the catalog names
   * @param anyDimension whether there may be others
   * @param isSequence whether it has no numbers of customers
   */
  private record Subject(
      Statistic statistic, Set<String> dimensions, boolean anyDimension, boolean isSequence) {}

  TriggersReader(
      CatalogValues values,
      Expressions expressions,
      List<StatisticDefinition> statistics,
      List<SequenceDefinition> sequences) {
    this.values = values;
    this.expressions = expressions;
    for (StatisticDefinition each : statistics) {
      Set<String> dimensions = new LinkedHashSet<>();
      each.dimensions().stream().map(DimensionDefinition::name).forEach(dimensions::add);
      boolean any = each.propertyLimit() > 0;
      subjects.put(each.name(), new Subject(each.statistic(), dimensions, any, false));
    }
    for (SequenceDefinition each : sequences) {
      subjects.put(
          each.statistic().name(), new Subject(each.statistic(), each.dimensions(), false, true));
    }
  }

  /** Returns null if there is no such section. */
  @Nullable Triggers read(@Nullable Node node, CatalogFolder folder) {
    if (node == null) {
      return null;
    }
    CatalogSection section = CatalogSection.known(node, "'triggers'", KEYS, values);
    Node topic = section.require("topic", "name the topic of Kafka for the firings.", values);
    Node file = section.get("file");
    Node rules = section.get("rules");
    if (file == null) {
      rules = section.require("rules", "name each trigger with its rule.", values);
    }
    return new Triggers(
        topic == null ? "triggers" : values.name(topic, "The topic of 'triggers'"),
        file == null ? null : folder.resolve(values.text(file, "'file' of 'triggers'")),
        rules == null ? List.of() : rules(rules, "'rules' of 'triggers'"));
  }

  /** Reads named rules. */
  List<TriggerDefinition> rules(Node node, String what) {
    List<TriggerDefinition> triggers = new ArrayList<>();
    for (Entry entry : CatalogSection.named(node, what, values).entries()) {
      TriggerDefinition trigger = rule(entry);
      if (trigger != null) {
        triggers.add(trigger);
      }
    }
    return triggers;
  }

  /** Reads a file of named rules, beside those of the catalog. */
  List<TriggerDefinition> otherRules(Node root, @Nullable Triggers catalog) {
    Set<String> known = new HashSet<>();
    if (catalog != null) {
      catalog.definitions().forEach(trigger -> known.add(trigger.name()));
    }
    CatalogSection.named(root, "The file of triggers", values).entries().stream()
        .filter(entry -> known.contains(entry.key()))
        .forEach(
            entry ->
                values
                    .problems()
                    .add(
                        entry.keyNode(),
                        "The catalog has a trigger '"
                            + entry.key()
                            + "' too; rename one of them."));
    return rules(root, "The file of triggers");
  }

  private @Nullable TriggerDefinition rule(Entry entry) {
    String name = values.name(entry.keyNode(), "The name of a trigger");
    String what = "The trigger '" + name + "'";
    CatalogSection section = CatalogSection.known(entry.value(), what, RULE_KEYS, values);
    Node when = section.require("when", "write a condition, such as count >= 1000.", values);
    Subject subject = subject(section, what);
    Resolution resolution = resolution(section, subject, what);
    if (when == null || subject == null) {
      return null;
    }
    Node silence = section.get("silent-for");
    TriggerDefinition trigger =
        new TriggerDefinition(
            name,
            ofCustomers(section, subject, what),
            subject.statistic(),
            dimension(section, subject, what),
            names(section, "companies"),
            names(section, "values"),
            resolution,
            values.text(when, "'when' of " + name),
            silence == null ? null : values.duration(silence, "'silent-for'"),
            lateness(section, silence != null),
            rearms(section));
    if (!trigger.values().isEmpty() && trigger.dimension().isEmpty()) {
      values
          .problems()
          .add(
              entry.keyNode(),
              what + " has 'values' but no 'dimension'; name the dimension, or remove 'values'.");
    }
    expressions.checkCondition(when, "The condition of '" + name + "'", trigger);
    return trigger;
  }

  private @Nullable Subject subject(CatalogSection section, String what) {
    Node node = section.require("statistic", "name the statistic that it looks at.", values);
    if (node == null) {
      return null;
    }
    String name = values.text(node, "'statistic'");
    Subject subject = subjects.get(name);
    if (subject == null) {
      values
          .problems()
          .add(
              node,
              what
                  + " looks at the statistic '"
                  + name
                  + "', which the catalog does not have; "
                  + SpellingGuess.suggest(name, subjects.keySet()));
    }
    return subject;
  }

  private Resolution resolution(CatalogSection section, @Nullable Subject subject, String what) {
    Node node = section.require("resolution", "write hour, day or month.", values);
    if (node == null) {
      return Resolution.MONTH;
    }
    Resolution resolution =
        values.word(node, "The resolution", StatisticSectionReader.RESOLUTIONS, Resolution.MONTH);
    if (subject != null && !subject.statistic().resolutions().contains(resolution)) {
      values
          .problems()
          .add(
              node,
              what
                  + " looks at each "
                  + resolution.word()
                  + ", which '"
                  + subject.statistic().name()
                  + "' does not keep; add it to its 'resolutions', or write another.");
    }
    return resolution;
  }

  private boolean ofCustomers(CatalogSection section, Subject subject, String what) {
    Node node = section.get("of");
    if (node == null) {
      return false;
    }
    boolean ofCustomers = values.word(node, "'of'", OF, false);
    if (ofCustomers && subject.isSequence()) {
      values
          .problems()
          .add(
              node,
              what + " looks at customers, and a sequence has no numbers of each; remove 'of'.");
    }
    return ofCustomers;
  }

  private String dimension(CatalogSection section, Subject subject, String what) {
    Node node = section.get("dimension");
    if (node == null) {
      return "";
    }
    String name = values.name(node, "'dimension'");
    if (!subject.anyDimension() && !subject.dimensions().contains(name)) {
      values
          .problems()
          .add(
              node,
              what
                  + " looks at the dimension '"
                  + name
                  + "', which '"
                  + subject.statistic().name()
                  + "' does not have; "
                  + SpellingGuess.suggest(name, subject.dimensions()));
    }
    return name;
  }

  private Set<String> names(CatalogSection section, String key) {
    Set<String> names = new LinkedHashSet<>();
    Node node = section.get(key);
    if (node != null) {
      values
          .list(node, "'" + key + "'")
          .forEach(each -> names.add(values.name(each, "A name in '" + key + "'")));
    }
    return names;
  }

  private boolean rearms(CatalogSection section) {
    Node node = section.get("re-arm");
    return node != null && values.truth(node, "'re-arm'");
  }

  private Duration lateness(CatalogSection section, boolean waitsForSilence) {
    Node node = section.get("late");
    if (node == null) {
      return LATENESS;
    }
    if (waitsForSilence) {
      values.problems().add(node, "Silence is never late; remove 'late', or remove 'silent-for'.");
    }
    return node instanceof ScalarNode scalar && scalar.getValue().equals(NEVER)
        ? Duration.ZERO
        : values.duration(node, "'late'");
  }
}
