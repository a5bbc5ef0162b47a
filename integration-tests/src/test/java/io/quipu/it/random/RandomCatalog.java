package io.quipu.it.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;

/** A random catalog. It is written as JSON, which is valid YAML. */
public final class RandomCatalog {
  /** The event type that only the statistic of the same name counts. */
  public static final String LAST = "last";

  static final List<String> TYPES = List.of("open", "click", "buy", "give back");
  static final String STRICT_TYPE = "strict";

  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "America/New_York",
          "Australia/Lord_Howe",
          "Asia/Kathmandu",
          "America/St_Johns",
          "Pacific/Apia",
          "Africa/Cairo");

  private static final Map<String, Function<Map<String, ?>, Object>> FILTERS =
      Map.of(
          "!has(event.bot) || event.bot != true",
          event -> !Boolean.TRUE.equals(event.get("bot")),
          "has(event.country) && event.country in [\"DE\", \"it's\"]",
          event -> List.of("DE", "it's").contains(text(event, "country")));

  private static final Map<String, Function<Map<String, ?>, Object>> DERIVED =
      Map.of(
          "has(event.country) ? [event.country, \"all\"] : [\"none\"]",
          event ->
              event.get("country") == null
                  ? List.of("none")
                  : List.of(text(event, "country"), "all"),
          "has(event.country) && event.country == \"DE\" ? \"home\" : \"abroad\"",
          event -> text(event, "country").equals("DE") ? "home" : "abroad");

  private final Random random;
  private final Map<String, Object> yaml = new LinkedHashMap<>();
  private final boolean hasIds;
  private final String timeUnit;

  /** Generates a catalog; the same random numbers give the same one. */
  public RandomCatalog(Random random) {
    this.random = random;
    hasIds = random.nextInt(4) > 0;
    timeUnit = oneOf(List.of("seconds", "millis", "micros"));
    yaml.put("version", 1);
    yaml.put("event", event());
    yaml.put("time-zone", oneOf(ZONES));
    Map<String, Object> zones = new LinkedHashMap<>();
    RandomEvents.COMPANIES.stream().skip(1).forEach(company -> zones.put(company, oneOf(ZONES)));
    yaml.put("company-time-zones", zones);
    yaml.put("lookups", lookups());
    Map<String, Object> derived = new LinkedHashMap<>();
    DERIVED.keySet().stream().sorted().forEach(one -> derived.put("d" + derived.size(), one));
    yaml.put("derived", derived);
    yaml.put("statistics", statistics());
    yaml.put(
        "sequences",
        Map.of("q", sequence(List.of("a", "b")), "r", sequence(List.of("a", "b", "c"))));
  }

  /** The same catalog without its sequences. */
  public RandomCatalog withoutSequences() {
    yaml.remove("sequences");
    return this;
  }

  /** The catalog's expressions, each with its meaning in Java. */
  public static Map<String, Function<Map<String, ?>, Object>> expressions() {
    Map<String, Function<Map<String, ?>, Object>> all = new LinkedHashMap<>(FILTERS);
    all.putAll(DERIVED);
    return all;
  }

  /**
   * Writes the catalog and its reference data into a folder.
   *
   * @return the catalog's file
   */
  public Path write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("things.csv"),
        "company,thing,name\n"
            + RandomEvents.csv(RandomEvents.COMPANIES.get(0))
            + ",t-1,\"The, \"\"first\"\"\"\n"
            + RandomEvents.csv(RandomEvents.COMPANIES.get(1))
            + ",t-1,Zweites\n");
    Files.writeString(folder.resolve("known.csv"), "thing,name\nt-1,one\nt-2,two\n");
    return Files.writeString(
        folder.resolve("catalog.yaml"),
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(yaml));
  }

  /** Whether events have ids, by which repeated events are recognized. */
  public boolean hasIds() {
    return hasIds;
  }

  String timeUnit() {
    return timeUnit;
  }

  private Map<String, Object> event() {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("company", "org.company");
    event.put("customer", "customer");
    event.put("email", "email");
    event.put("type", "type");
    event.put("time", Map.of("field", "time", "unit", timeUnit));
    if (hasIds) {
      event.put("id", "id");
    }
    return event;
  }

  private static Map<String, Object> lookups() {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("company", "org.company");
    key.put("thing", "thing");
    return Map.of(
        "things",
        Map.of("file", "things.csv", "key", key),
        "known",
        Map.of("file", "known.csv", "key", Map.of("thing", "thing"), "missing", "dead-letter"));
  }

  private Map<String, Object> statistics() {
    Map<String, Object> statistics = new LinkedHashMap<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      statistics.put("s" + i, statistic());
    }
    statistics.put(
        STRICT_TYPE,
        Map.of(
            "events",
            List.of(STRICT_TYPE),
            "dimensions",
            Map.of("known", Map.of("lookup", "known.name"))));
    statistics.put(LAST, Map.of("events", List.of(LAST)));
    return statistics;
  }

  private Map<String, Object> statistic() {
    Map<String, Object> statistic = new LinkedHashMap<>();
    statistic.put("events", some(TYPES));
    if (random.nextInt(3) == 0) {
      statistic.put("where", oneOf(FILTERS.keySet().stream().sorted().toList()));
    }
    if (random.nextInt(4) == 0) {
      statistic.put("uniques", false);
    }
    if (random.nextInt(3) == 0) {
      statistic.put("resolutions", some(List.of("hour", "day", "month")));
    }
    Map<String, Object> dimensions = new LinkedHashMap<>();
    for (Map.Entry<String, Object> one : some(dimensions().entrySet())) {
      dimensions.put(one.getKey(), one.getValue());
    }
    statistic.put("dimensions", dimensions);
    if (random.nextInt(3) == 0) {
      statistic.put("properties", Map.of("all", true, "limit", 1 + random.nextInt(4)));
    }
    Map<String, Object> sums = new LinkedHashMap<>();
    for (String sum : some(List.of("money", "number"))) {
      sums.put(sum, Map.of("field", sum, "scale", sum.equals("money") ? 2 : 0));
    }
    statistic.put("sums", sums);
    return statistic;
  }

  private Map<String, Object> sequence(List<String> names) {
    Map<String, Object> steps = new LinkedHashMap<>();
    for (String name : names) {
      Map<String, Object> step = condition();
      List<String> dimensions = dimensionsOf(step);
      if (!dimensions.isEmpty() && random.nextBoolean()) {
        step.put("carry", oneOf(dimensions));
      }
      if (random.nextInt(3) == 0) {
        step.put("at-least", 2);
        step.put("within", oneOf(List.of("2h", "same-day", "9d")));
      }
      steps.put(name, step);
    }
    Map<String, Object> sequence = new LinkedHashMap<>();
    sequence.put("steps", steps);
    sequence.put("within", oneOf(List.of("90m", "same-day", "next-day", "10d")));
    sequence.put("order", oneOf(List.of("loose", "strict")));
    sequence.put("bucket", oneOf(names));
    sequence.put("resolutions", some(List.of("hour", "day", "month")));
    if (random.nextInt(3) == 0) {
      sequence.put("without", Map.of("not", condition()));
    }
    return sequence;
  }

  private Map<String, Object> condition() {
    Map<String, Object> condition = new LinkedHashMap<>();
    List<String> statistics =
        ((Map<?, ?>) Objects.requireNonNull(yaml.get("statistics")))
            .keySet().stream().map(Object::toString).filter(name -> name.startsWith("s")).toList();
    condition.put("statistic", oneOf(statistics));
    if (random.nextInt(3) == 0) {
      condition.put("where", oneOf(FILTERS.keySet().stream().sorted().toList()));
    }
    return condition;
  }

  /** The dimensions that the statistic of a step declares. */
  private List<String> dimensionsOf(Map<String, Object> step) {
    Map<?, ?> statistics = (Map<?, ?>) Objects.requireNonNull(yaml.get("statistics"));
    Map<?, ?> statistic = (Map<?, ?>) Objects.requireNonNull(statistics.get(step.get("statistic")));
    return ((Map<?, ?>) Objects.requireNonNull(statistic.get("dimensions")))
        .keySet().stream().map(Object::toString).toList();
  }

  private Map<String, Object> dimensions() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("page", random.nextBoolean() ? "page" : Map.of("field", "page", "slices", 5));
    all.put("dotted", "utm\\.source");
    all.put("nested", "client.browser.name");
    all.put("tag", Map.of("each", "tags"));
    all.put("sku", Map.of("each", "items.sku"));
    all.put("domain", Map.of("email-domain", "email"));
    all.put("thing", Map.of("lookup", "things.name"));
    all.put("derived", Map.of("derived", "d" + random.nextInt(DERIVED.size())));
    return all;
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private <T> List<T> some(Collection<T> all) {
    List<T> some = new ArrayList<>(all);
    int fewer = random.nextInt(some.size());
    for (int i = 0; i < fewer; i++) {
      some.remove(random.nextInt(some.size()));
    }
    return some;
  }

  private static String text(Map<String, ?> event, String field) {
    return Objects.toString(event.get(field), "");
  }
}
