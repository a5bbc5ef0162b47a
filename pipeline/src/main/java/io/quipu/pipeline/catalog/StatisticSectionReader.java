package io.quipu.pipeline.catalog;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.AmountSource;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.DimensionSource;
import io.quipu.model.catalog.EventFields;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.limit.ValueLimits;
import io.quipu.pipeline.catalog.CatalogSection.Entry;
import io.quipu.transforms.parse.cel.CelExpressions.Purpose;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the statistics of a catalog, one per call. */
final class StatisticSectionReader {
  private static final Set<String> KEYS =
      Set.of(
          "events",
          "where",
          "uniques",
          "range-uniques",
          "resolutions",
          "dimensions",
          "properties",
          "sums");
  private static final List<String> SOURCES =
      List.of("field", "each", "email-domain", "lookup", "derived");
  private static final Set<String> DIMENSION_KEYS =
      Set.of("field", "each", "email-domain", "lookup", "derived", "slices", "limit");
  static final Map<String, Resolution> RESOLUTIONS =
      Map.of("hour", Resolution.HOUR, "day", Resolution.DAY, "month", Resolution.MONTH);
  private static final int DEFAULT_PROPERTIES = 50;
  private static final int MAX_PROPERTIES = 1000;

  private final CatalogValues values;
  private final Expressions expressions;
  private final LookupReader lookups;
  private final List<String> derived;
  private final EventFields event;

  StatisticSectionReader(
      CatalogValues values,
      Expressions expressions,
      LookupReader lookups,
      List<String> derived,
      EventFields event) {
    this.values = values;
    this.expressions = expressions;
    this.lookups = lookups;
    this.derived = derived;
    this.event = event;
  }

  StatisticDefinition read(Entry entry) {
    String name = values.name(entry.keyNode(), "The name of a statistic");
    String what = "The statistic '" + name + "'";
    CatalogSection section = CatalogSection.known(entry.value(), what, KEYS, values);
    List<AmountSource> amounts = new ArrayList<>();
    List<Sum> sums = sums(section.get("sums"), amounts);
    Statistic statistic =
        Statistic.of(name, resolutions(section), uniques(section, entry, what), sums);
    Node where = section.get("where");
    return StatisticDefinition.builder(statistic)
        .setEventTypes(eventTypes(section))
        .setWhere(
            where == null
                ? null
                : expressions.read(where, "The filter of '" + name + "'", Purpose.FILTER))
        .setDimensions(dimensions(section.get("dimensions")))
        .setPropertyLimit(properties(section.get("properties")))
        .setRangeUniques(rangeUniques(section.get("range-uniques"), statistic, what))
        .setAmounts(amounts)
        .build();
  }

  private List<String> eventTypes(CatalogSection section) {
    List<String> types = new ArrayList<>();
    Node node = section.require("events", "name the types of event that it counts.", values);
    if (node != null) {
      for (Node type : values.list(node, "'events'")) {
        types.add(values.name(type, "An event type"));
      }
    }
    return types.isEmpty() ? List.of("type") : types;
  }

  private boolean uniques(CatalogSection section, Entry entry, String what) {
    Node node = section.get("uniques");
    boolean uniques = node == null || values.truth(node, "'uniques'");
    if (uniques && event.customer() == null && event.email() == null) {
      values
          .problems()
          .add(
              node == null ? entry.keyNode() : node,
              what
                  + " counts uniques, but 'event' names no field for the customer; add 'customer'"
                  + " or 'email' to it, or write 'uniques: false'.");
    }
    return uniques;
  }

  private boolean rangeUniques(@Nullable Node node, Statistic statistic, String what) {
    if (node == null || !values.truth(node, "'range-uniques'")) {
      return false;
    }
    if (!statistic.uniques() || !statistic.resolutions().contains(Resolution.DAY)) {
      values
          .problems()
          .add(
              node,
              what
                  + " has 'range-uniques', which needs uniques and rows of days; remove 'uniques:"
                  + " false', add 'day' to 'resolutions', or remove 'range-uniques'.");
    }
    return true;
  }

  private Set<Resolution> resolutions(CatalogSection section) {
    Node node = section.get("resolutions");
    return node == null ? EnumSet.allOf(Resolution.class) : resolutions(node, values);
  }

  static Set<Resolution> resolutions(Node node, CatalogValues values) {
    // The month is always needed: its rows list the values of a dimension.
    EnumSet<Resolution> resolutions = EnumSet.of(Resolution.MONTH);
    for (Node word : values.list(node, "'resolutions'")) {
      resolutions.add(values.word(word, "A resolution", RESOLUTIONS, Resolution.MONTH));
    }
    return resolutions;
  }

  private int properties(@Nullable Node node) {
    if (node == null) {
      return 0;
    }
    if (!(node instanceof MappingNode)) {
      values.word(node, "'properties'", Map.of("all", true), true);
      return DEFAULT_PROPERTIES;
    }
    CatalogSection section =
        CatalogSection.known(node, "'properties'", Set.of("all", "limit"), values);
    Node all = section.require("all", "write {all: true, limit: 50}, say.", values);
    boolean wanted = all == null || values.truth(all, "'all'");
    Node limit = section.get("limit");
    int most =
        limit == null
            ? DEFAULT_PROPERTIES
            : values.wholeNumber(limit, "'limit'", 1, MAX_PROPERTIES);
    return wanted ? most : 0;
  }

  private List<Sum> sums(@Nullable Node node, List<AmountSource> amounts) {
    List<Sum> sums = new ArrayList<>();
    if (node == null) {
      return sums;
    }
    for (Entry entry : CatalogSection.named(node, "'sums'", values).entries()) {
      String name = values.name(entry.keyNode(), "The name of a sum");
      if (name.equals("count") || name.equals("uniques")) {
        values
            .problems()
            .add(entry.keyNode(), "A sum cannot be called '" + name + "'; give it another name.");
      }
      String what = "The sum '" + name + "'";
      CatalogSection section =
          CatalogSection.known(entry.value(), what, Set.of("field", "derived", "scale"), values);
      amounts.add(amount(section, entry, what));
      Node scale =
          section.require("scale", "write how many decimals it keeps, as in 'scale: 2'.", values);
      sums.add(
          Sum.of(name, scale == null ? 0 : values.wholeNumber(scale, "'scale'", 0, Sum.MAX_SCALE)));
    }
    return sums;
  }

  private AmountSource amount(CatalogSection section, Entry entry, String what) {
    Node field = section.get("field");
    Node computed = section.get("derived");
    if ((field == null) == (computed == null)) {
      values
          .problems()
          .add(entry.keyNode(), what + " needs either 'field' or 'derived', and not both.");
    }
    if (computed != null) {
      return new AmountSource.Computed(derivedName(computed));
    }
    return new AmountSource.Field(
        field == null ? FieldPath.of("field") : values.field(field, "'field'"));
  }

  private String derivedName(Node node) {
    String name = values.text(node, "'derived'");
    if (!derived.contains(name)) {
      values
          .problems()
          .add(
              node,
              "There is no derived value '" + name + "'; " + SpellingGuess.suggest(name, derived));
    }
    return name;
  }

  private List<DimensionDefinition> dimensions(@Nullable Node node) {
    List<DimensionDefinition> dimensions = new ArrayList<>();
    if (node != null) {
      for (Entry entry : CatalogSection.named(node, "'dimensions'", values).entries()) {
        dimensions.add(dimension(entry));
      }
    }
    return dimensions;
  }

  private DimensionDefinition dimension(Entry entry) {
    String name = values.name(entry.keyNode(), "The name of a dimension");
    String what = "The dimension '" + name + "'";
    if (!(entry.value() instanceof MappingNode)) {
      return DimensionDefinition.of(
          name, new DimensionSource.Field(values.field(entry.value(), what)));
    }
    CatalogSection section = CatalogSection.known(entry.value(), what, DIMENSION_KEYS, values);
    Node slices = section.get("slices");
    int parts =
        slices == null
            ? 1
            : values.wholeNumber(slices, "'slices'", 1, DimensionDefinition.MAX_SLICES);
    Node limit = section.get("limit");
    return new DimensionDefinition(
        name,
        source(section, entry, what),
        parts,
        limit == null ? 0 : values.wholeNumber(limit, "'limit'", 1, ValueLimits.MAX));
  }

  private DimensionSource source(CatalogSection section, Entry entry, String what) {
    List<String> named = SOURCES.stream().filter(section::has).toList();
    if (named.size() != 1) {
      values
          .problems()
          .add(
              entry.keyNode(),
              what
                  + " needs one of "
                  + String.join(", ", SOURCES)
                  + "; it has "
                  + named.size()
                  + ".");
    }
    String kind = named.isEmpty() ? "" : named.get(0);
    Node node = section.get(kind);
    if (node == null) {
      return new DimensionSource.Field(FieldPath.of("field"));
    }
    return switch (kind) {
      case "each" -> new DimensionSource.Each(values.field(node, "'each'"));
      case "email-domain" -> new DimensionSource.EmailDomain(values.field(node, "'email-domain'"));
      case "lookup" -> lookedUp(node);
      case "derived" -> new DimensionSource.Computed(derivedName(node));
      default -> new DimensionSource.Field(values.field(node, "'field'"));
    };
  }

  private DimensionSource lookedUp(Node node) {
    String text = values.text(node, "'lookup'");
    int dot = text.indexOf('.');
    if (dot < 1 || dot == text.length() - 1) {
      values
          .problems()
          .add(node, "'lookup' must name a lookup and its column, as in messages.campaign_name.");
      return new DimensionSource.LookedUp("lookup", "column");
    }
    String lookup = text.substring(0, dot);
    String column = text.substring(dot + 1);
    if (!lookups.names().contains(lookup)) {
      values
          .problems()
          .add(
              node,
              "There is no lookup '"
                  + lookup
                  + "'; "
                  + SpellingGuess.suggest(lookup, lookups.names()));
    } else {
      lookups.ask(node, lookup, column);
    }
    return new DimensionSource.LookedUp(lookup, column);
  }
}
