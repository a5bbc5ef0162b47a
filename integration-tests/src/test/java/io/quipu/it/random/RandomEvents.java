package io.quipu.it.random;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Generates random events for a catalog, and records that are broken or may be broken. */
public final class RandomEvents {
  /** Unusual company names, as users could choose them. */
  static final List<String> COMPANIES =
      List.of("acme", "12", "quo\"te', --", "ünï 💥\t%s", "back\\slash.dot");

  private static final List<String> VALUES =
      List.of(
          "a", "A", " a ", "1", "1.50", "true", "ü\u0000\n", "💥", "'; DROP TABLE", "{}", "a.b\\");

  /** Email addresses of four people; the recount normalizes the unusual spellings. */
  private static final List<String> EMAILS =
      List.of(
          "Ann@A.example",
          "ann@a.example ",
          "\u00a0Ann <Ann@A.example>\u202f",
          "jose\u0301@B\u00dcCHER.example",
          "JOS\u00c9@xn--bcher-kva.example",
          "bob",
          "x@");

  /** Days with a change of daylight saving time in one of the zones, ends of months, a leap day. */
  private static final List<Instant> TIMES =
      List.of(
          Instant.parse("2025-03-30T00:59:30Z"),
          Instant.parse("2025-10-26T00:30:00Z"),
          Instant.parse("2025-03-09T06:59:00Z"),
          Instant.parse("2025-11-02T05:30:00Z"),
          Instant.parse("2025-04-05T14:45:00Z"),
          Instant.parse("2025-10-04T15:20:00Z"),
          Instant.parse("2025-04-24T21:30:00Z"),
          Instant.parse("2025-01-31T23:59:59Z"),
          Instant.parse("2024-02-29T12:00:00Z"));

  private static final int DAY = 86_400;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random;
  private final RandomCatalog catalog;
  private int number;

  public RandomEvents(Random random, RandomCatalog catalog) {
    this.random = random;
    this.catalog = catalog;
  }

  /** Records in random order, including repeated, resent and broken ones. */
  public List<byte[]> records(int events) {
    List<byte[]> records = new ArrayList<>();
    List<ObjectNode> first = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      ObjectNode event = event();
      if (i % 10 < 3 && !first.isEmpty()) {
        // The same content again, but as another event.
        event = oneOf(first).deepCopy();
        stamp(event);
      }
      first.add(event);
      records.add(bytes(event));
      if (random.nextInt(8) == 0) {
        records.add(records.get(random.nextInt(records.size())));
      }
      if (random.nextInt(12) == 0) {
        records.add(broken(event.deepCopy()));
      }
    }
    Collections.shuffle(records, random);
    return records;
  }

  /** The event that is sent after all others were read. */
  public static byte[] last(RandomCatalog catalog, Instant time) {
    ObjectNode event = JSON.createObjectNode();
    event.put("type", RandomCatalog.LAST);
    event.put("customer", "the last");
    event.putObject("org").put("company", COMPANIES.get(0));
    putTime(event, time, catalog);
    return bytes(event);
  }

  static String csv(String value) {
    return '"' + value.replace("\"", "\"\"") + '"';
  }

  private ObjectNode event() {
    ObjectNode event = JSON.createObjectNode();
    stamp(event);
    int type = random.nextInt(RandomCatalog.TYPES.size() + 2);
    event.put(
        "type",
        type < RandomCatalog.TYPES.size()
            ? RandomCatalog.TYPES.get(type)
            : type == RandomCatalog.TYPES.size() ? RandomCatalog.STRICT_TYPE : "nobody's");
    String company = oneOf(COMPANIES);
    if (company.equals("12") && random.nextBoolean()) {
      event.putObject("org").put("company", 12);
    } else {
      event.putObject("org").put("company", company);
    }
    switch (random.nextInt(5)) {
      case 0 -> {}
      case 1 -> event.put("customer", random.nextInt(5));
      default -> event.put("customer", "" + random.nextInt(5));
    }
    if (random.nextBoolean()) {
      event.put("email", oneOf(EMAILS));
    }
    addFacets(event);
    return event;
  }

  private void addFacets(ObjectNode event) {
    event.put("thing", "t-" + random.nextInt(4));
    if (random.nextBoolean()) {
      event.put("page", oneOf(VALUES));
    }
    if (random.nextBoolean()) {
      event.put("utm.source", random.nextInt(3));
    }
    if (random.nextBoolean()) {
      event.putObject("client").putObject("browser").put("name", oneOf(VALUES)).put("v", 1.5);
    }
    if (random.nextBoolean()) {
      ArrayNode tags = event.putArray("tags");
      random.ints(random.nextInt(5), 0, VALUES.size()).forEach(i -> tags.add(VALUES.get(i)));
      tags.addNull().add(random.nextInt(2));
    }
    if (random.nextBoolean()) {
      ArrayNode items = event.putArray("items");
      items.addObject().put("sku", oneOf(VALUES));
      items.addObject().put("sku", random.nextBoolean());
      items.addObject();
    }
    if (random.nextBoolean()) {
      event.put("country", oneOf(List.of("DE", "it's", "FR")));
    }
    if (random.nextInt(4) == 0) {
      event.put("bot", random.nextBoolean());
    }
    BigDecimal money = BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, random.nextInt(3));
    switch (random.nextInt(3)) {
      case 0 -> event.put("money", money);
      case 1 -> event.put("money", money.toPlainString());
      default -> event.putNull("money");
    }
    event.put("number", random.nextInt(9) - 4);
  }

  /** Sets another id and time; some times are up to twenty days before or after the others. */
  private void stamp(ObjectNode event) {
    if (catalog.hasIds() && random.nextInt(10) > 0) {
      event.put("id", "e-" + number++);
    } else {
      event.remove("id");
    }
    int spread = random.nextInt(4) == 0 ? 20 * DAY : 2 * 3600;
    Instant time = oneOf(TIMES).plusSeconds(random.nextInt(2 * spread) - spread);
    putTime(event, time, catalog);
  }

  private static void putTime(ObjectNode event, Instant time, RandomCatalog catalog) {
    switch (catalog.timeUnit()) {
      case "seconds" -> event.put("time", time.getEpochSecond());
      // A number may be in a string.
      case "millis" -> event.put("time", "" + time.toEpochMilli());
      default -> event.put("time", time.toEpochMilli() * 1000 + 999);
    }
  }

  private byte[] broken(ObjectNode event) {
    event.put("type", RandomCatalog.TYPES.get(0));
    switch (random.nextInt(8)) {
      case 0 -> event.remove("type");
      case 1 -> event.putObject("type");
      case 2 -> {
        return "no event, \"at\" all".getBytes(StandardCharsets.UTF_8);
      }
      case 3 -> {
        return new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
      }
      case 4 -> {
        byte[] whole = bytes(event);
        return java.util.Arrays.copyOf(whole, whole.length - 1);
      }
      case 5 -> {
        return twice(event, "page", "\"other\"");
      }
      case 6 -> {
        return twice(event, "client", "{\"browser\":{\"name\":\"x\",\"v\":1,\"v\":2}}");
      }
      // Broken only if a statistic counts the type, which the recount decides.
      default -> event.put("time", -1).put("money", "1.005");
    }
    return bytes(event);
  }

  /**
   * Another event, in which a field may occur twice; the recount decides whether this breaks it.
   */
  private byte[] twice(ObjectNode event, String name, String value) {
    // A new id: with the same id, the order of partitions would decide which event counts.
    stamp(event);
    String json = new String(bytes(event), StandardCharsets.UTF_8);
    return ("{\"" + name + "\":" + value + "," + json.substring(1))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ObjectNode event) {
    try {
      return JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
