package io.quipu.benchmarks.throughput.contenders;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the demo's events with Jackson's data binding, as most programs read JSON. Thread-safe. */
final class JsonEvents {
  private static final ObjectReader READER = new ObjectMapper().readerFor(Json.class);
  private static final int CENTS = 2;

  /** The fields of an event that are read. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Json(
      @Nullable String id,
      @Nullable String type,
      @JsonProperty("company_id") @Nullable String company,
      @JsonProperty("customer_id") @Nullable String customer,
      @Nullable String email,
      @Nullable String campaign,
      @JsonProperty("message_id") @Nullable String message,
      @Nullable Client client,
      @Nullable BigDecimal amount,
      @JsonProperty("timestamp") @Nullable Long time) {}

  /** The customer's mail client. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Client(@Nullable String browser, @Nullable String country) {}

  private JsonEvents() {}

  /** The event in the bytes; null if they are no event or lack a field of the demo's events. */
  static @Nullable TrackedEvent read(byte[] bytes) {
    try {
      Json json = READER.readValue(bytes);
      return json == null ? null : event(json);
    } catch (IOException | ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable TrackedEvent event(Json json) {
    Client client = json.client;
    if (json.id == null
        || json.type == null
        || json.company == null
        || json.customer == null
        || json.time == null
        || client == null) {
      return null;
    }
    TrackedEvent event = new TrackedEvent();
    event.id = json.id;
    event.company = json.company;
    event.customer = json.customer;
    event.time = json.time;
    return switch (json.type) {
      case "open" ->
          counted(
              event,
              "email_open",
              List.of("campaign", "message", "browser", "country", "mail_domain"),
              json.campaign,
              json.message,
              client.browser,
              client.country,
              domain(json.email));
      case "click" ->
          counted(
              event, "email_click", List.of("campaign", "browser"), json.campaign, client.browser);
      case "purchase" -> purchase(event, json, client);
      default -> null;
    };
  }

  private static @Nullable TrackedEvent purchase(TrackedEvent event, Json json, Client client) {
    if (json.amount == null) {
      return null;
    }
    event.cents = json.amount.movePointRight(CENTS).longValueExact();
    return counted(
        event, "purchase", List.of("campaign", "country"), json.campaign, client.country);
  }

  private static @Nullable TrackedEvent counted(
      TrackedEvent event, String statistic, List<String> dimensions, @Nullable String... values) {
    event.statistic = statistic;
    event.dimensions = new String[dimensions.size() + 1];
    event.values = new String[dimensions.size() + 1];
    for (int i = 0; i < values.length; i++) {
      String value = values[i];
      if (value == null) {
        return null;
      }
      event.dimensions[i] = dimensions.get(i);
      event.values[i] = value;
    }
    event.dimensions[values.length] = "";
    event.values[values.length] = "";
    return event;
  }

  private static @Nullable String domain(@Nullable String email) {
    return email == null ? null : email.substring(email.indexOf('@') + 1);
  }
}
