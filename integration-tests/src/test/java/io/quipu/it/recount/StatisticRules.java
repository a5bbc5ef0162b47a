package io.quipu.it.recount;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Applies the rules of a catalog's statistics to an event. */
final class StatisticRules {
  private static final int MAX_VALUE = 2048;
  private static final int MAX_VALUES = 1000;
  private static final Pattern IN_EXPRESSION = Pattern.compile("event\\.(\\w+(?:\\.\\w+)*)");

  private final Definitions catalog;
  private final Map<String, Function<Map<String, ?>, Object>> expressions;

  /** One of an event's counters within its statistic; both are empty for the whole statistic. */
  record Value(String dimension, String value) {}

  /** What an event adds to its counters. */
  record Counted(Set<Value> values, Map<String, BigDecimal> sums) {}

  StatisticRules(Definitions catalog, Map<String, Function<Map<String, ?>, Object>> expressions) {
    this.catalog = catalog;
    this.expressions = expressions;
  }

  /** Whether a statistic needs a field to tell if it counts an event of a type. */
  boolean decidesBy(String statistic, String type, JsonEvent.Twice field) {
    return catalog.list("statistics", statistic, "events").contains(type)
        && isInExpression(catalog.text("statistics", statistic, "where"), field);
  }

  /** Whether a statistic needs a field of an event that it counts. */
  boolean countsBy(String statistic, JsonEvent.Twice field) {
    if (propertyLimit(statistic) > 0
        && !field.inArray()
        && !takenFromProperties(statistic).contains(field.path())) {
      return true;
    }
    Set<String> needed = named(statistic);
    for (String part : List.of("dimensions", "sums")) {
      for (Object definition : catalog.map("statistics", statistic, part).values()) {
        if (definition instanceof Map<?, ?> map) {
          if (map.get("lookup") instanceof String column) {
            needed.addAll(catalog.lookupFields(column.substring(0, column.indexOf('.'))));
          }
          if (map.get("derived") instanceof String name
              && isInExpression(catalog.text("derived", name), field)) {
            return true;
          }
        }
      }
    }
    return needed.stream().anyMatch(one -> isAround(field.path(), one));
  }

  /** Whether the outer field is the inner one, or an object that contains it. */
  static boolean isAround(String outer, @Nullable String inner) {
    return (inner + ".").startsWith(outer + ".");
  }

  private static boolean isInExpression(@Nullable String expression, JsonEvent.Twice field) {
    Matcher paths = IN_EXPRESSION.matcher(Objects.requireNonNullElse(expression, ""));
    return paths
        .results()
        .map(path -> path.group(1))
        .anyMatch(path -> isAround(field.path(), path) || isAround(path, field.path()));
  }

  boolean asksUniques(String statistic) {
    return !"false".equals(catalog.text("statistics", statistic, "uniques"));
  }

  /** The month is always kept. */
  Set<String> resolutions(String statistic) {
    List<String> given = catalog.list("statistics", statistic, "resolutions");
    Set<String> all = new HashSet<>(given.isEmpty() ? List.of("hour", "day") : given);
    all.add("month");
    return all;
  }

  boolean accepts(String statistic, String type, Map<String, ?> event) throws BrokenRecord {
    if (!catalog.list("statistics", statistic, "events").contains(type)) {
      return false;
    }
    String where = catalog.text("statistics", statistic, "where");
    if (where == null) {
      return true;
    }
    if (evaluate(where, event) instanceof Boolean accepted) {
      return accepted;
    }
    throw new BrokenRecord("a filter that is neither true nor false");
  }

  Counted read(String statistic, Map<String, ?> event) throws BrokenRecord {
    Set<Value> values = new LinkedHashSet<>(Set.of(new Value("", "")));
    Map<?, ?> dimensions = catalog.map("statistics", statistic, "dimensions");
    for (String dimension : Definitions.names(dimensions)) {
      Set<String> found = new HashSet<>(values(statistic, dimension, event));
      if (found.size() > MAX_VALUES) {
        throw new BrokenRecord("too many values");
      }
      found.forEach(value -> values.add(new Value(dimension, value)));
    }
    properties(statistic, event, values);
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (String sum : Definitions.names(catalog.map("statistics", statistic, "sums"))) {
      sums.put(sum, amount(statistic, sum, event));
    }
    return new Counted(values, sums);
  }

  private List<String> values(String statistic, String dimension, Map<String, ?> event)
      throws BrokenRecord {
    String[] at = {"statistics", statistic, "dimensions", dimension};
    Map<?, ?> definition = catalog.map(at);
    Object field = definition.isEmpty() ? catalog.text(at) : definition.get("field");
    if (field != null) {
      return listOf(Fields.text(Fields.one(event, Fields.names(field.toString())), MAX_VALUE));
    }
    if (definition.get("each") instanceof String path) {
      return texts(Fields.all(event, Fields.names(path)));
    }
    if (definition.get("email-domain") instanceof String path) {
      String email = Fields.email(Fields.one(event, Fields.names(path)));
      return email == null || !email.contains("@")
          ? List.of()
          : listOf(Fields.text(email.substring(email.lastIndexOf('@') + 1), MAX_VALUE));
    }
    if (definition.get("derived") instanceof String name) {
      return derived(name, event);
    }
    String column = String.valueOf(definition.get("lookup"));
    String lookup = column.substring(0, column.indexOf('.'));
    return listOf(lookUp(lookup, event).get(column.substring(column.indexOf('.') + 1)));
  }

  private Map<String, String> lookUp(String lookup, Map<String, ?> event) throws BrokenRecord {
    List<String> key = new ArrayList<>();
    for (String field : catalog.lookupFields(lookup)) {
      String part = Fields.text(Fields.one(event, Fields.names(field)), MAX_VALUE);
      key.add(Objects.requireNonNullElse(part, ""));
    }
    Map<String, String> row = key.contains("") ? Map.of() : catalog.lookupRow(lookup, key);
    if (row.isEmpty() && "dead-letter".equals(catalog.text("lookups", lookup, "missing"))) {
      throw new BrokenRecord("an unknown key");
    }
    return row;
  }

  private List<String> derived(String name, Map<String, ?> event) throws BrokenRecord {
    Object result = evaluate(Objects.requireNonNull(catalog.text("derived", name)), event);
    return texts(result instanceof List<?> list ? list : List.of(result));
  }

  private static List<String> texts(List<?> found) throws BrokenRecord {
    List<String> texts = new ArrayList<>();
    for (Object one : found) {
      texts.addAll(listOf(Fields.text(one, MAX_VALUE)));
    }
    return texts;
  }

  private static List<String> listOf(@Nullable String value) {
    return value == null || value.isEmpty() ? List.of() : List.of(value);
  }

  private Object evaluate(String expression, Map<String, ?> event) throws BrokenRecord {
    try {
      return Objects.requireNonNull(expressions.get(expression)).apply(event);
    } catch (RuntimeException e) {
      throw new BrokenRecord("an expression has no value", e);
    }
  }

  private BigDecimal amount(String statistic, String sum, Map<String, ?> event)
      throws BrokenRecord {
    String[] at = {"statistics", statistic, "sums", sum};
    Map<?, ?> definition = catalog.map(at);
    int scale = Integer.parseInt(String.valueOf(definition.get("scale")));
    List<String> texts = new ArrayList<>();
    if (definition.get("derived") instanceof String name) {
      texts = derived(name, event);
    } else {
      Object value = Fields.one(event, Fields.names(String.valueOf(definition.get("field"))));
      if (value instanceof Boolean) {
        throw new BrokenRecord("an amount that is a truth value");
      }
      texts.addAll(listOf(Fields.text(value, Integer.MAX_VALUE)));
    }
    try {
      BigDecimal amount = texts.isEmpty() ? BigDecimal.ZERO : new BigDecimal(texts.get(0));
      BigDecimal scaled = amount.setScale(scale);
      scaled.unscaledValue().longValueExact();
      return scaled;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new BrokenRecord("no exact amount", e);
    }
  }

  private int propertyLimit(String statistic) {
    String text = catalog.text("statistics", statistic, "properties");
    if (text == null) {
      return 0;
    }
    String limit = catalog.text("statistics", statistic, "properties", "limit");
    return limit == null ? 50 : Integer.parseInt(limit);
  }

  private void properties(String statistic, Map<String, ?> event, Set<Value> values) {
    int limit = propertyLimit(statistic);
    if (limit == 0) {
      return;
    }
    Set<String> taken = takenFromProperties(statistic);
    List<Value> found = new ArrayList<>();
    addScalars("", event, found);
    found.stream()
        .filter(one -> !taken.contains(one.dimension()))
        .filter(one -> bytes(one.dimension()) <= 256 && bytes(one.value()) <= MAX_VALUE)
        .limit(limit)
        .forEach(values::add);
  }

  private Set<String> takenFromProperties(String statistic) {
    Set<String> taken = named(statistic);
    for (String name : List.of("company", "customer", "email", "type", "id")) {
      taken.add(String.valueOf(catalog.text("event", name)));
    }
    taken.add(String.valueOf(catalog.text("event", "time", "field")));
    taken.addAll(Definitions.names(catalog.map("statistics", statistic, "dimensions")));
    return taken;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void addScalars(String prefix, Map<?, ?> object, List<Value> found) {
    object.forEach(
        (key, value) -> {
          String name = prefix + key.toString().replace("\\", "\\\\").replace(".", "\\.");
          if (value instanceof Map<?, ?> inner) {
            addScalars(name + ".", inner, found);
          } else if (value != null && !(value instanceof List)) {
            String text = value instanceof JsonEvent.JsonNumber n ? n.text() : value.toString();
            if (!text.isEmpty()) {
              found.add(new Value(name, text));
            }
          }
        });
  }

  /** The fields that a statistic's dimensions and sums name. */
  private Set<String> named(String statistic) {
    Set<String> named = new HashSet<>();
    for (String part : List.of("dimensions", "sums")) {
      for (Object definition : catalog.map("statistics", statistic, part).values()) {
        if (definition instanceof Map<?, ?> map) {
          for (String way : List.of("field", "each", "email-domain")) {
            if (map.get(way) instanceof String path) {
              named.add(path);
            }
          }
        } else {
          named.add(String.valueOf(definition));
        }
      }
    }
    return named;
  }
}
