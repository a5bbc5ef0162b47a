package io.quipu.simulation.world;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.Lookup;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a producer sends.
 *
 * @param customer null if it is unknown
 * @param id null if the event has none
 * @param campaign the value of a dimension of which each event has one value
 * @param product the key of a lookup; null if there is nothing to look up
 * @param cents what it adds to the sum
 */
public record SentEvent(
    String company,
    @Nullable String customer,
    @Nullable String id,
    String campaign,
    @Nullable String product,
    Instant time,
    long cents) {

  /** The statistic that counts all events. */
  public static final Statistic ORDERS =
      Statistic.of("orders").withUniques().withSums(Sum.of("revenue", 2));

  /** The dimension that is in the event. */
  public static final String CAMPAIGN = "campaign";

  /** The dimension that is looked up. */
  public static final String CATEGORY = "category";

  /** The name of the lookup. */
  public static final String PRODUCTS = "products";

  /** The zone of {@code globex}; all other companies have UTC. */
  public static final ZoneId GLOBEX_ZONE = ZoneId.of("Europe/Berlin");

  /** The companies' time zones. */
  public static final TimeZones ZONES =
      TimeZones.of(ZoneId.of("UTC"), Map.of("globex", GLOBEX_ZONE));

  /** The event as the parser would make it. */
  public Event toEvent() {
    EventBuilder event =
        Event.builder(company, ORDERS, time, ZONES)
            .customer(customer)
            .value(CAMPAIGN, campaign)
            .amount("revenue", BigDecimal.valueOf(cents, 2));
    if (id != null) {
      event.id(id);
    }
    if (product != null) {
      event.lookups(List.of(new Lookup(PRODUCTS, List.of(product))));
    }
    return event.build();
  }
}
