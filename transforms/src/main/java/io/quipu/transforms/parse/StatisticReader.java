package io.quipu.transforms.parse;

import io.quipu.model.catalog.AmountSource;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.DimensionSource;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.LookupDefinition;
import io.quipu.model.catalog.LookupTable.Missing;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.Lookup;
import io.quipu.model.sequence.StepMatcher;
import io.quipu.transforms.parse.cel.CelExpression;
import io.quipu.transforms.parse.cel.CelExpressions.Purpose;
import io.quipu.transforms.parse.json.Decimals;
import io.quipu.transforms.parse.json.FieldNeeds;
import io.quipu.transforms.parse.json.FieldTree;
import io.quipu.transforms.parse.json.FieldValues;
import io.quipu.transforms.parse.json.FieldValues.Kind;
import io.quipu.transforms.parse.json.Refusal;
import io.quipu.transforms.parse.json.ScalarFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the values that one statistic needs from an event. Not thread-safe. */
final class StatisticReader {
  /** The most values of one dimension that an event may have. */
  static final int MAX_VALUES = 1000;

  private final StatisticDefinition definition;
  private final @Nullable CelExpression filter;
  private final DerivedValues derived;
  private final List<ValueReader> dimensions = new ArrayList<>();
  private final List<AmountReader> amounts = new ArrayList<>();
  private final List<KeyReader> lookups = new ArrayList<>();
  private final PropertyReader properties;
  // The expressions of the steps of sequences.
  private final List<CelExpression> steps = new ArrayList<>();
  private final boolean isStep;
  private final FieldNeeds filterNeeds = new FieldNeeds();
  private final FieldNeeds needs = new FieldNeeds();

  StatisticReader(
      StatisticDefinition definition, EventSchema schema, FieldTree tree, DerivedValues derived) {
    this.definition = definition;
    this.derived = derived;
    this.filter = filter(definition, schema, tree);
    filterNeeds.add(filter);
    for (DimensionDefinition dimension : definition.dimensions()) {
      addDimension(dimension, tree);
    }
    for (AmountSource source : definition.amounts()) {
      amounts.add(amountReader(source, definition, amounts.size(), tree));
    }
    for (LookupDefinition lookup : schema.lookupsOf(definition)) {
      lookup.keyFields().forEach(needs::add);
      lookups.add(new KeyReader(lookup, tree));
    }
    this.isStep = StepMatcher.uses(definition.name(), schema.catalog().sequences());
    for (String where : StepMatcher.expressions(definition.name(), schema.catalog().sequences())) {
      CelExpression step =
          DerivedValues.compile(
              schema.cel(), where, Purpose.FILTER, "step of '" + definition.name() + "'");
      tree.addExpression(step);
      needs.add(step);
      steps.add(step);
    }
    this.properties = new PropertyReader(definition, schema.event());
    if (definition.propertyLimit() > 0) {
      needs.addProperties(properties.declared());
    }
  }

  StatisticDefinition definition() {
    return definition;
  }

  /**
   * Checks that no field that the statistic needs is twice in one object.
   *
   * @throws Refusal if it is
   */
  void refuseRepeated(FieldValues values) throws Refusal {
    needs.refuseRepeated(values.repeated());
  }

  /** Returns whether the statistic counts the event. */
  boolean accepts(FieldValues values) throws Refusal {
    if (filter == null) {
      return true;
    }
    filterNeeds.refuseRepeated(values.repeated());
    return isTrue(filter, values, "filter of the statistic '");
  }

  private boolean isTrue(CelExpression expression, FieldValues values, String kind) throws Refusal {
    Object result =
        DerivedValues.evaluate(expression, values.expressionEvent(), kind, definition.name());
    if (result instanceof Boolean accepted) {
      return accepted;
    }
    throw new Refusal(
        "expression",
        "The "
            + kind
            + definition.name()
            + "' is neither true nor false for this event; compare the field with a value.");
  }

  /**
   * Adds the statistic's dimension values, amounts and lookups to an event.
   *
   * @param refusing receives the lookups whose unknown keys a later stage refuses
   * @return how many properties were left out
   */
  int read(FieldValues values, EventBuilder event, Set<Lookup> refusing) throws Refusal {
    for (ValueReader dimension : dimensions) {
      dimension.read(values, event);
    }
    int leftOut = properties.read(values, event);
    for (int i = 0; i < amounts.size(); i++) {
      event.amount(i, amounts.get(i).units(values));
    }
    if (!lookups.isEmpty()) {
      List<Lookup> asked = new ArrayList<>(lookups.size());
      for (KeyReader lookup : lookups) {
        lookup.read(values, asked, refusing);
      }
      event.lookups(asked);
    }
    return leftOut;
  }

  /** Whether a sequence has a step of the statistic. */
  boolean isStep() {
    return isStep;
  }

  /**
   * Returns which expressions of steps are true for the event, as bits in their order.
   *
   * @throws Refusal if one has no value
   */
  long conditions(FieldValues values) throws Refusal {
    long bits = 0;
    for (int i = 0; i < steps.size(); i++) {
      if (isTrue(steps.get(i), values, "step of the statistic '")) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  private static @Nullable CelExpression filter(
      StatisticDefinition definition, EventSchema schema, FieldTree tree) {
    String where = definition.where();
    if (where == null) {
      return null;
    }
    CelExpression filter =
        DerivedValues.compile(
            schema.cel(), where, Purpose.FILTER, "filter of '" + definition.name() + "'");
    tree.addExpression(filter);
    return filter;
  }

  private interface ValueReader {
    void read(FieldValues values, EventBuilder event) throws Refusal;
  }

  private interface AmountReader {
    long units(FieldValues values) throws Refusal;
  }

  private int slot(FieldPath path, FieldTree tree) {
    needs.add(path);
    return tree.slot(path);
  }

  private void addDimension(DimensionDefinition dimension, FieldTree tree) {
    String name = dimension.name();
    DimensionSource source = dimension.source();
    if (source instanceof DimensionSource.Field field) {
      int slot = slot(field.path(), tree);
      String words = field.path().toString();
      dimensions.add((values, event) -> add(event, name, ScalarFields.value(values, slot, words)));
    } else if (source instanceof DimensionSource.EmailDomain email) {
      int slot = slot(email.path(), tree);
      String words = email.path().toString();
      dimensions.add(
          (values, event) -> add(event, name, ScalarFields.emailDomain(values, slot, words)));
    } else if (source instanceof DimensionSource.Each each) {
      int slot = tree.listSlot(each.path());
      needs.add(each.path());
      String words = each.path().toString();
      dimensions.add((values, event) -> addEach(values, slot, words, event, name));
    } else if (source instanceof DimensionSource.Computed computed) {
      int index = derived.indexOf(computed.derived());
      needs.add(derived.expression(index));
      dimensions.add((values, event) -> addAll(derived.texts(index), name, event, name));
    }
  }

  private static void add(EventBuilder event, String dimension, @Nullable String value) {
    if (value != null) {
      event.value(dimension, value);
    }
  }

  private static void addEach(
      FieldValues values, int slot, String field, EventBuilder event, String dimension)
      throws Refusal {
    if (values.hasObject(slot)) {
      throw ScalarFields.wrongType(
          field, Kind.OBJECT, "declare one of its fields, as in {each: " + field + ".name}.");
    }
    addAll(values.list(slot), field, event, dimension);
  }

  private static void addAll(List<String> texts, String field, EventBuilder event, String dimension)
      throws Refusal {
    if (texts.size() <= 1) {
      for (String text : texts) {
        ScalarFields.checkLength(text, field, ScalarFields.MAX_VALUE);
        event.value(dimension, text);
      }
      return;
    }
    Set<String> different = new LinkedHashSet<>(texts);
    if (different.size() > MAX_VALUES) {
      throw new Refusal(
          "too-many-values",
          "The dimension '"
              + dimension
              + "' has more than "
              + MAX_VALUES
              + " values in one event; split the event.");
    }
    for (String text : different) {
      ScalarFields.checkLength(text, field, ScalarFields.MAX_VALUE);
      event.value(dimension, text);
    }
  }

  private AmountReader amountReader(
      AmountSource source, StatisticDefinition definition, int index, FieldTree tree) {
    int scale = definition.statistic().sums().get(index).scale();
    if (source instanceof AmountSource.Field field) {
      int slot = slot(field.path(), tree);
      String words = field.path().toString();
      return values -> units(values, slot, words, scale);
    }
    AmountSource.Computed computed = (AmountSource.Computed) source;
    int number = derived.indexOf(computed.derived());
    needs.add(derived.expression(number));
    return values -> {
      List<String> texts = derived.texts(number);
      return texts.isEmpty() ? 0 : units(texts.get(0), computed.derived(), scale);
    };
  }

  private static long units(FieldValues values, int slot, String field, int scale) throws Refusal {
    Kind kind = values.kind(slot);
    if (kind == Kind.OBJECT || kind == Kind.ARRAY || kind == Kind.BOOLEAN) {
      throw ScalarFields.wrongType(field, kind, "write an amount, as a number or a string.");
    }
    String text = values.text(slot);
    return text.isEmpty() ? 0 : units(text, field, scale);
  }

  private static long units(String text, String field, int scale) throws Refusal {
    try {
      return Decimals.units(text, scale);
    } catch (NumberFormatException e) {
      throw new Refusal(
          "bad-amount",
          "The field '" + field + "' holds no decimal number; write one such as 15.30.");
    } catch (ArithmeticException e) {
      throw new Refusal(
          "bad-amount",
          "The amount in the field '"
              + field
              + "' "
              + e.getMessage()
              + "; round it, or declare another scale in the catalog.");
    }
  }

  /** Reads a lookup's key. */
  private static final class KeyReader {
    private final LookupDefinition lookup;
    private final int[] slots;

    KeyReader(LookupDefinition lookup, FieldTree tree) {
      this.lookup = lookup;
      this.slots = lookup.keyFields().stream().mapToInt(tree::slot).toArray();
    }

    boolean refusesUnknown() {
      return lookup.table().missing() == Missing.DEAD_LETTER;
    }

    void read(FieldValues values, List<Lookup> asked, Set<Lookup> refusing) throws Refusal {
      List<String> key = new ArrayList<>(slots.length);
      for (int i = 0; i < slots.length; i++) {
        FieldPath field = lookup.keyFields().get(i);
        String part = ScalarFields.value(values, slots[i], field.toString());
        if (part == null) {
          refuse(field);
          return;
        }
        key.add(part);
      }
      Lookup one = new Lookup(lookup.table().name(), key);
      asked.add(one);
      if (refusesUnknown()) {
        refusing.add(one);
      }
    }

    private void refuse(FieldPath field) throws Refusal {
      if (refusesUnknown()) {
        throw new Refusal(
            "lookup-key",
            "The field '"
                + field
                + "', a key of the lookup '"
                + lookup.table().name()
                + "', is missing or empty; send it, or declare 'missing: count'.");
      }
    }
  }
}
