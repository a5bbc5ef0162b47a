package io.quipu.transforms.parse;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.AmountSource;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Derived;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.DimensionSource;
import io.quipu.model.catalog.EventFields;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.LookupDefinition;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.LookupTable.Missing;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.catalog.TimeUnit;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/** Catalogs and records to parse in tests. */
final class Catalogs {
  /** The time at which the records of tests came. */
  static final long STREAM_TIME = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

  private Catalogs() {}

  static EventFields.Builder fields() {
    return EventFields.builder()
        .setCompany(FieldPath.of("company_id"))
        .setCustomer(FieldPath.of("customer_id"))
        .setEmail(FieldPath.of("email"))
        .setType(FieldPath.of("type"))
        .setTime(FieldPath.of("timestamp"), TimeUnit.SECONDS)
        .setId(FieldPath.of("id"));
  }

  static Statistic statistic(String name, Sum... sums) {
    return Statistic.of(name, EnumSet.allOf(Resolution.class), true, List.of(sums));
  }

  static StatisticDefinition.Builder open() {
    return StatisticDefinition.builder(statistic("open")).setEventTypes(List.of("open"));
  }

  static StatisticDefinition.Builder purchase(int scale) {
    return StatisticDefinition.builder(statistic("purchase", Sum.of("revenue", scale)))
        .setEventTypes(List.of("purchase"))
        .setAmounts(List.of(new AmountSource.Field(FieldPath.of("revenue"))));
  }

  static DimensionDefinition field(String name, String path) {
    return DimensionDefinition.of(name, new DimensionSource.Field(FieldPath.parse(path)));
  }

  static DimensionDefinition each(String name, String path) {
    return DimensionDefinition.of(name, new DimensionSource.Each(FieldPath.parse(path)));
  }

  static DimensionDefinition derived(String name) {
    return DimensionDefinition.of(name, new DimensionSource.Computed(name));
  }

  static Catalog catalog(StatisticDefinition... definitions) {
    return Catalog.builder()
        .setEvent(fields().build())
        .setDefinitions(Arrays.asList(definitions))
        .build();
  }

  static LookupDefinition messages(Missing missing) {
    LookupTable table =
        LookupTable.builder()
            .setName("messages")
            .setSource(new ReferenceSource.CassandraTable("reference", "messages"))
            .setKeyColumns(List.of("company", "message"))
            .setMissing(missing)
            .build();
    return new LookupDefinition(
        table, List.of(FieldPath.of("company_id"), FieldPath.of("message_id")));
  }

  /** A catalog that uses all kinds of dimension, an amount, a filter and a lookup. */
  static Catalog rich(int propertyLimit) {
    StatisticDefinition everything =
        StatisticDefinition.builder(statistic("everything", Sum.of("revenue", 2)))
            .setEventTypes(List.of("open", "purchase"))
            .setWhere("!has(event.bot) || event.bot != true")
            .setDimensions(
                List.of(
                    field("browser", "client.browser"),
                    each("tag", "tags"),
                    each("sku", "items.sku"),
                    DimensionDefinition.of(
                        "mail_domain", new DimensionSource.EmailDomain(FieldPath.of("email"))),
                    derived("big"),
                    DimensionDefinition.of(
                        "campaign", new DimensionSource.LookedUp("messages", "campaign_name"))))
            .setPropertyLimit(propertyLimit)
            .setAmounts(List.of(new AmountSource.Field(FieldPath.of("revenue"))))
            .build();
    return Catalog.builder()
        .setEvent(fields().build())
        .setLookups(List.of(messages(Missing.COUNT)))
        .setDerived(
            List.of(new Derived("big", "has(event.quantity) && double(event.quantity) > 10.0")))
        .setDefinitions(List.of(everything, open().build()))
        .build();
  }

  static RawRecord record(byte[] payload) {
    return new RawRecord(payload, new SourcePosition("events", 0, 1), STREAM_TIME);
  }

  static RawRecord record(String payload) {
    return record(payload.getBytes(StandardCharsets.UTF_8));
  }

  /** An event of a type with the required fields and some more. */
  static String event(String type, String more) {
    return "{\"type\":\""
        + type
        + "\",\"company_id\":\"acme\",\"customer_id\":\"c1\",\"timestamp\":1772355600"
        + more
        + "}";
  }
}
