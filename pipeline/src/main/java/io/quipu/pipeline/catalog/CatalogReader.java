package io.quipu.pipeline.catalog;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.calendar.ZoneNames;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Derived;
import io.quipu.model.catalog.EventFields;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.catalog.TimeUnit;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.pipeline.catalog.CatalogSection.Entry;
import io.quipu.transforms.parse.cel.CelExpressions.Purpose;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the sections of a catalog, and notes every mistake. */
final class CatalogReader {
  private static final Set<String> KEYS =
      Set.of(
          "version",
          "event",
          "time-zone",
          "company-time-zones",
          "lookups",
          "derived",
          "statistics",
          "sequences",
          "changes",
          "triggers");
  private static final Set<String> EVENT_KEYS =
      Set.of("company", "customer", "email", "type", "time", "id");
  private static final Map<String, TimeUnit> UNITS =
      Map.of(
          TimeUnit.SECONDS.word(), TimeUnit.SECONDS,
          TimeUnit.MILLIS.word(), TimeUnit.MILLIS,
          TimeUnit.MICROS.word(), TimeUnit.MICROS,
          TimeUnit.ISO_8601.word(), TimeUnit.ISO_8601);

  private final CatalogValues values;
  private final Expressions expressions;
  private final CatalogFolder folder;

  CatalogReader(String text, CatalogFolder folder, CatalogValues values) {
    this.values = values;
    this.folder = folder;
    this.expressions = new Expressions(text, values);
  }

  /** Reads the whole catalog. It notes each wrong value and replaces it by a valid one. */
  Catalog read(Node root) {
    CatalogSection top = CatalogSection.known(root, "The catalog", KEYS, values);
    Node version = top.require("version", "begin with 'version: 1'.", values);
    if (version != null && !values.text(version, "The version").equals("1")) {
      values.problems().add(version, "This program reads version 1; write 'version: 1'.");
    }
    EventFields fields = eventFields(top);
    List<Derived> derived = derived(top.get("derived"));
    LookupReader lookups = new LookupReader(values, folder);
    lookups.read(top.get("lookups"));
    StatisticSectionReader statistics =
        new StatisticSectionReader(
            values, expressions, lookups, derived.stream().map(Derived::name).toList(), fields);
    List<StatisticDefinition> definitions = statistics(top, statistics);
    List<SequenceDefinition> sequences =
        new SequenceReader(
                values,
                expressions,
                definitions,
                fields.customer() != null || fields.email() != null)
            .read(top.get("sequences"));
    lookups.checkFiles();
    return Catalog.builder()
        .setEvent(fields)
        .setTimeZones(timeZones(top))
        .setDerived(derived)
        .setDefinitions(definitions)
        .setLookups(lookups.definitions())
        .setSequences(sequences)
        .setChanges(new ChangesReader(values, definitions, sequences).read(top.get("changes")))
        .setTriggers(
            new TriggersReader(values, expressions, definitions, sequences)
                .read(top.get("triggers"), folder))
        .build();
  }

  private List<StatisticDefinition> statistics(CatalogSection top, StatisticSectionReader reader) {
    List<StatisticDefinition> statistics = new ArrayList<>();
    Node node = top.require("statistics", "name what is to be counted.", values);
    if (node != null) {
      CatalogSection section = CatalogSection.named(node, "'statistics'", values);
      if (section.entries().isEmpty()) {
        values.problems().add(node, "'statistics' is empty; name what is to be counted.");
      }
      for (Entry entry : section.entries()) {
        statistics.add(reader.read(entry));
      }
    }
    return statistics;
  }

  private EventFields eventFields(CatalogSection top) {
    Node node =
        top.require("event", "name the fields for company, customer, type and time.", values);
    if (node == null) {
      return EventFields.defaults();
    }
    CatalogSection section = CatalogSection.known(node, "'event'", EVENT_KEYS, values);
    EventFields.Builder fields =
        EventFields.builder()
            .setCompany(requiredField(section, "company", "name the field with the company's id."))
            .setCustomer(optionalField(section, "customer"))
            .setEmail(optionalField(section, "email"))
            .setType(requiredField(section, "type", "name the field with the kind of event."))
            .setId(optionalField(section, "id"));
    String right = "write {field: timestamp, unit: seconds}, say.";
    Node time = section.require("time", right, values);
    if (time == null) {
      return fields.setTime(FieldPath.of("timestamp"), TimeUnit.SECONDS).build();
    }
    CatalogSection timeSection =
        CatalogSection.known(time, "'time'", Set.of("field", "unit"), values);
    Node unit = timeSection.require("unit", right, values);
    return fields
        .setTime(
            requiredField(timeSection, "field", right),
            unit == null
                ? TimeUnit.SECONDS
                : values.word(unit, "The unit of the time", UNITS, TimeUnit.SECONDS))
        .build();
  }

  private FieldPath requiredField(CatalogSection section, String key, String right) {
    Node node = section.require(key, right, values);
    return node == null ? FieldPath.of(key) : values.field(node, "'" + key + "'");
  }

  private @Nullable FieldPath optionalField(CatalogSection section, String key) {
    Node node = section.get(key);
    return node == null ? null : values.field(node, "'" + key + "'");
  }

  private TimeZones timeZones(CatalogSection top) {
    Node zone = top.get("time-zone");
    Map<String, ZoneId> companies = new HashMap<>();
    Node own = top.get("company-time-zones");
    if (own != null) {
      for (Entry entry : CatalogSection.named(own, "'company-time-zones'", values).entries()) {
        companies.put(entry.key(), values.zone(entry.value(), "The time zone"));
      }
    }
    return TimeZones.of(
        zone == null ? ZoneNames.UTC : values.zone(zone, "The time zone"), companies);
  }

  private List<Derived> derived(@Nullable Node node) {
    List<Derived> derived = new ArrayList<>();
    if (node != null) {
      for (Entry entry : CatalogSection.named(node, "'derived'", values).entries()) {
        String name = values.name(entry.keyNode(), "The name of a derived value");
        String what = "The derived value '" + name + "'";
        derived.add(new Derived(name, expressions.read(entry.value(), what, Purpose.VALUE)));
      }
    }
    return derived;
  }
}
