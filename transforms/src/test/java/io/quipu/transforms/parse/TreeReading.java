package io.quipu.transforms.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.Lookup;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads events of {@link Catalogs#rich} slowly, from a tree of the whole event and with separate
 * code, to compare with the parser.
 */
final class TreeReading {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Set<String> NAMED =
      Set.of(
          "company_id",
          "customer_id",
          "email",
          "type",
          "timestamp",
          "id",
          "client.browser",
          "browser",
          "tags",
          "tag",
          "items.sku",
          "sku",
          "mail_domain",
          "big",
          "campaign",
          "revenue");

  private final Statistic everything;
  private final Statistic open;
  private final int propertyLimit;

  TreeReading(Catalog rich, int propertyLimit) {
    this.everything = rich.statistics().get(0);
    this.open = rich.statistics().get(1);
    this.propertyLimit = propertyLimit;
  }

  /** The events that the text should become; null if it should be refused. */
  @Nullable List<Event> read(String text) throws JsonProcessingException {
    JsonNode event = MAPPER.readTree(text);
    try {
      return read(event);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  private List<Event> read(JsonNode event) {
    String type = id(event.get("type"));
    require(type != null);
    List<Event> events = new ArrayList<>();
    boolean bot = event.path("bot").isBoolean() && event.path("bot").booleanValue();
    boolean inEverything = !bot && Set.of("open", "purchase").contains(String.valueOf(type));
    if (inEverything) {
      EventBuilder builder = start(event, everything);
      addDimensions(event, builder);
      addProperties(event, builder);
      builder.amount(0, cents(event.get("revenue")));
      String message = scalar(event.get("message_id"));
      if (message != null) {
        String company = String.valueOf(id(event.get("company_id")));
        builder.lookups(List.of(new Lookup("messages", List.of(company, message))));
      }
      events.add(builder.build());
    }
    if ("open".equals(type)) {
      events.add(start(event, open).build());
    }
    return events;
  }

  private static EventBuilder start(JsonNode event, Statistic statistic) {
    String company = id(event.get("company_id"));
    require(company != null && !company.isEmpty());
    JsonNode time = event.get("timestamp");
    require(time != null && (time.isNumber() || time.isTextual()));
    long millis = new BigDecimal(time.asText()).movePointRight(3).longValue();
    require(millis >= 946_684_800_000L && millis <= Catalogs.STREAM_TIME + 86_400_000L);
    int hour = new BucketCalendar(ZoneOffset.UTC).localHour(millis);
    EventBuilder builder = Event.builder(String.valueOf(company), statistic, hour);
    String customer = id(event.get("customer_id"));
    builder.customer(customer);
    JsonNode email = event.get("email");
    if (customer == null && email != null && email.isTextual()) {
      String address = email.textValue().strip().toLowerCase(Locale.ROOT);
      builder.email(address.isEmpty() ? null : address);
    }
    String id = id(event.get("id"));
    return id == null ? builder : builder.id(id);
  }

  private static void addDimensions(JsonNode event, EventBuilder builder) {
    add(builder, "browser", scalar(event.path("client").get("browser")));
    for (String tag : elements(event.get("tags"))) {
      add(builder, "tag", tag);
    }
    List<JsonNode> items = new ArrayList<>();
    flatten(event.path("items"), items);
    for (JsonNode item : items) {
      for (String sku : elements(item.get("sku"))) {
        add(builder, "sku", sku);
      }
    }
    String email = event.path("email").asText("").strip().toLowerCase(Locale.ROOT);
    int at = email.lastIndexOf('@');
    add(builder, "mail_domain", at < 0 ? null : email.substring(at + 1));
    JsonNode quantity = event.get("quantity");
    boolean there = quantity != null && !quantity.isNull();
    require(!there || quantity.isNumber() || quantity.isTextual());
    add(builder, "big", String.valueOf(there && Double.parseDouble(quantity.asText()) > 10));
  }

  private void addProperties(JsonNode event, EventBuilder builder) {
    List<String[]> properties = new ArrayList<>();
    collectProperties("", event, properties);
    properties.removeIf(property -> NAMED.contains(property[0]));
    for (String[] property : properties.subList(0, Math.min(propertyLimit, properties.size()))) {
      builder.value(property[0], property[1]);
    }
  }

  private static void collectProperties(String prefix, JsonNode object, List<String[]> into) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = prefix + field.getKey();
      if (field.getValue().isObject()) {
        collectProperties(name + ".", field.getValue(), into);
      } else if (!field.getValue().isArray()) {
        String text = scalar(field.getValue());
        if (text != null) {
          into.add(new String[] {name, text});
        }
      }
    }
  }

  private static void add(EventBuilder builder, String dimension, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      builder.value(dimension, value);
    }
  }

  private static List<String> elements(@Nullable JsonNode node) {
    List<JsonNode> leaves = new ArrayList<>();
    if (node != null) {
      flatten(node, leaves);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode leaf : leaves) {
      require(!leaf.isObject());
      String text = scalar(leaf);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static void flatten(JsonNode node, List<JsonNode> into) {
    if (node.isArray()) {
      node.forEach(element -> flatten(element, into));
    } else {
      into.add(node);
    }
  }

  private static @Nullable String id(@Nullable JsonNode node) {
    require(node == null || node.isNull() || node.isTextual() || node.isIntegralNumber());
    return scalar(node);
  }

  private static @Nullable String scalar(@Nullable JsonNode node) {
    require(node == null || node.isValueNode());
    if (node == null || node.isNull() || node.asText().isEmpty()) {
      return null;
    }
    return node.isBigDecimal() ? node.decimalValue().toPlainString() : node.asText();
  }

  private static long cents(@Nullable JsonNode node) {
    require(node == null || node.isNull() || node.isTextual() || node.isNumber());
    String text = scalar(node);
    return text == null ? 0 : new BigDecimal(text).setScale(2).unscaledValue().longValueExact();
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException();
    }
  }
}
