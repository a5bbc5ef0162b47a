package io.quipu.it;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events whose companies, customers, types and values have hostile names. */
final class HostileEvents {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** The company that has all customers and values. */
  static final String ALL = "all of them";

  static final Instant WHEN = Instant.parse("2025-06-15T12:00:00Z");

  /** A value of the maximum length. */
  static final String LONGEST = "\uD83D\uDE00".repeat(512);

  static final List<String> NAMES =
      List.of(
          "'; DROP TABLE counts; --",
          "' OR company > '",
          "\"quoted\" 'twice' `thrice` $$",
          "a;b,c|d\te",
          "line\nbreak\r\nand return\r",
          "a\u0000b",
          "a",
          "\u0000",
          "\u001B[31mred\u0007\u007F\u0085",
          "\u202Eright to left \u05E9\u05DC\u05D5\u05DD\u200F",
          "\uD83D\uDC69\u200D\uD83D\uDC67 \uD83C\uDFF4",
          // Equal only after Unicode normalization, so these must stay different.
          "\u00E9",
          "e\u0301",
          "\uFB01",
          "fi",
          "FI",
          "null",
          " ",
          "  ",
          "\u00A0",
          "\u200B",
          "\uFEFFmarked",
          "\uFFFF\uFFFD",
          "--company=acme",
          "@/etc/hosts",
          "${user.home} $(id) %s {} ? :v",
          "\\",
          "\\u0041\\'",
          "../../etc",
          "=1+1",
          "{\"a\":[1]}",
          "0",
          "-0.0",
          "true",
          "\u20AC".repeat(85));

  private HostileEvents() {}

  /**
   * One event of a company of each name, and more of the company {@link #ALL}, as lines of JSON.
   */
  static List<String> all() throws IOException {
    List<String> events = new ArrayList<>();
    for (String name : NAMES) {
      events.add(event("visit", name, name, name));
      events.add(event("visit", ALL, name, name));
      events.add(event(name, ALL, name, name));
    }
    events.add(event("visit", ALL, "long", LONGEST));
    events.addAll(tooLong());
    return events;
  }

  /** Events with names above the maximum length. */
  static List<String> tooLong() throws IOException {
    return List.of(
        event("visit", "c".repeat(10_000), "u", "v"),
        event("visit", ALL, "u".repeat(10_000), "v"),
        event("visit", ALL, "u", "'".repeat(10_000)));
  }

  private static String event(String type, String company, String customer, String value)
      throws IOException {
    return JSON.writeValueAsString(
        Map.of("t", type, "c", company, "u", customer, "v", value, "at", WHEN.getEpochSecond()));
  }

  /**
   * The catalog as JSON, which is valid YAML. Every name that a catalog allows is used as type,
   * statistic and more.
   */
  static String catalog() throws IOException {
    Map<String, Object> statistics = new LinkedHashMap<>();
    statistics.put("visit", statistic("visit", "page"));
    NAMES.stream()
        .filter(
            name -> name.equals(name.strip()) && name.chars().noneMatch(Character::isISOControl))
        .forEach(name -> statistics.put(name, statistic(name, name)));
    return JSON.writeValueAsString(
        Map.of(
            "version",
            1,
            "event",
            Map.of(
                "company",
                "c",
                "customer",
                "u",
                "type",
                "t",
                "time",
                Map.of("field", "at", "unit", "seconds")),
            "statistics",
            statistics));
  }

  private static Map<String, Object> statistic(String type, String dimension) {
    return Map.of(
        "events",
        List.of(type),
        "uniques",
        true,
        "dimensions",
        Map.of(dimension, Map.of("field", "v")));
  }
}
