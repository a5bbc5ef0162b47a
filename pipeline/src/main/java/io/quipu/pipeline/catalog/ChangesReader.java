package io.quipu.pipeline.catalog;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.ChangeThreshold;
import io.quipu.model.catalog.Changes;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.sequence.SequenceDefinition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the section of a catalog that says which changed rows are sent to Kafka. */
final class ChangesReader {
  private static final Set<String> KEYS =
      Set.of("topic", "statistics", "dimensions", "resolutions", "more-than", "within");

  /** The time after which a small change is sent, unless the catalog says another. */
  private static final Duration WITHIN = Duration.ofMinutes(10);

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)(%?)");

  private final CatalogValues values;
  private final List<StatisticDefinition> statistics;
  private final List<SequenceDefinition> sequences;

  ChangesReader(
      CatalogValues values,
      List<StatisticDefinition> statistics,
      List<SequenceDefinition> sequences) {
    this.values = values;
    this.statistics = statistics;
    this.sequences = sequences;
  }

  /** Returns null if there is no such section. */
  @Nullable Changes read(@Nullable Node node) {
    if (node == null) {
      return null;
    }
    CatalogSection section = CatalogSection.known(node, "'changes'", KEYS, values);
    Node topic = section.require("topic", "name the topic of Kafka for the changes.", values);
    Set<String> known =
        statistics.stream().map(StatisticDefinition::name).collect(Collectors.toSet());
    sequences.forEach(sequence -> known.add(sequence.statistic().name()));
    Set<String> chosen = names(section.get("statistics"), "statistics", known, true);
    List<StatisticDefinition> selected =
        statistics.stream()
            .filter(each -> chosen.isEmpty() || chosen.contains(each.name()))
            .toList();
    Set<String> dimensions =
        selected.stream()
            .flatMap(each -> each.dimensions().stream())
            .map(DimensionDefinition::name)
            .collect(Collectors.toSet());
    sequences.stream()
        .filter(each -> chosen.isEmpty() || chosen.contains(each.statistic().name()))
        .forEach(each -> dimensions.addAll(each.dimensions()));
    // A property has any name.
    boolean checked = selected.stream().allMatch(each -> each.propertyLimit() == 0);
    return new Changes(
        topic == null ? "changes" : values.name(topic, "The topic of 'changes'"),
        chosen,
        names(section.get("dimensions"), "dimensions", dimensions, checked),
        resolutions(section.get("resolutions")),
        threshold(section));
  }

  private @Nullable ChangeThreshold threshold(CatalogSection section) {
    Node amount = section.get("more-than");
    Node within = section.get("within");
    if (amount == null) {
      if (within != null) {
        values
            .problems()
            .add(
                within,
                "'within' of 'changes' is for small changes; add 'more-than: 10' or 'more-than: 5%', or"
                    + " leave 'within' out.");
      }
      return null;
    }
    Matcher matcher = AMOUNT.matcher(values.text(amount, "'more-than' of 'changes'"));
    if (!matcher.matches()) {
      values
          .problems()
          .add(
              amount,
              "'more-than' of 'changes' must be a number or a percentage; write 100 or 5%, say.");
      return null;
    }
    return new ChangeThreshold(
        new BigDecimal(matcher.group(1)),
        !matcher.group(2).isEmpty(),
        within == null ? WITHIN : values.duration(within, "'within' of 'changes'"));
  }

  private Set<String> names(
      @Nullable Node node, String what, Collection<String> known, boolean checked) {
    Set<String> names = new HashSet<>();
    if (node != null) {
      for (Node each : values.list(node, "'" + what + "' of 'changes'")) {
        String name = values.name(each, "A name in '" + what + "' of 'changes'");
        if (checked && !known.contains(name)) {
          values
              .problems()
              .add(
                  each,
                  "'"
                      + what
                      + "' of 'changes' names '"
                      + name
                      + "', which the catalog does not have; "
                      + SpellingGuess.suggest(name, known));
        }
        names.add(name);
      }
    }
    return names;
  }

  private Set<Resolution> resolutions(@Nullable Node node) {
    EnumSet<Resolution> resolutions = EnumSet.noneOf(Resolution.class);
    if (node != null) {
      for (Node word : values.list(node, "'resolutions' of 'changes'")) {
        resolutions.add(
            values.word(
                word, "A resolution", StatisticSectionReader.RESOLUTIONS, Resolution.MONTH));
      }
    }
    return resolutions;
  }
}
