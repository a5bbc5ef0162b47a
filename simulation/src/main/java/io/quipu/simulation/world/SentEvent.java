package io.quipu.simulation.world;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.Lookup;
import io.quipu.model.event.Occurrence;
import io.quipu.model.limit.ValueLimits;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.SequenceStep;
import io.quipu.model.sequence.StepCondition;
import io.quipu.model.sequence.Within;
import io.quipu.model.trigger.TriggerDefinition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  /** A trigger of the whole statistic, by hours. */
  public static final TriggerDefinition BUSY = trigger("busy", "", Resolution.HOUR, "count >= 3");

  /** A trigger of each campaign, by months. */
  public static final TriggerDefinition POPULAR =
      trigger("popular", "campaign", Resolution.MONTH, "count >= 4 && uniques >= 2");

  /** The dimension that is in the event. */
  public static final String CAMPAIGN = "campaign";

  /** How many campaigns may count under their own names, if there is a limit. */
  public static final int MOST_CAMPAIGNS = 2;

  /** A limit of {@link #CAMPAIGN}. */
  public static final ValueLimits LIMITS =
      new ValueLimits(Map.of("orders", Map.of(CAMPAIGN, MOST_CAMPAIGNS)));

  /** The dimension that is looked up. */
  public static final String CATEGORY = "category";

  /** The name of the lookup. */
  public static final String PRODUCTS = "products";

  /** The zone of {@code globex}; all other companies have UTC. */
  public static final ZoneId GLOBEX_ZONE = ZoneId.of("Europe/Berlin");

  /** The companies' time zones. */
  public static final TimeZones ZONES =
      TimeZones.of(ZoneId.of("UTC"), Map.of("globex", GLOBEX_ZONE));

  /** The longest time between the steps of {@link #SEQUENCE}, in milliseconds. */
  public static final long WITHIN_MS = Duration.ofHours(30).toMillis();

  /**
   * First {@code spring}, then {@code summer}, and no other {@code spring} between. So an event can
   * take back what others have counted for.
   */
  public static final SequenceDefinition SEQUENCE =
      SequenceDefinition.builder("seasons")
          .setSteps(
              List.of(
                  step("spring", Within.NOTHING),
                  step("summer", Within.of(Duration.ofMillis(WITHIN_MS)))))
          .setStrict(true)
          .build();

  private static SequenceStep step(String campaign, Within within) {
    return new SequenceStep(
        new StepCondition(campaign, ORDERS.name(), null, Map.of(CAMPAIGN, Set.of(campaign))),
        null,
        1,
        within);
  }

  /** The same event of another campaign. */
  public SentEvent withCampaign(String other) {
    return new SentEvent(company, customer, id, other, product, time, cents);
  }

  /** Tells the event from others of its customer and time. */
  public long identity() {
    return id != null ? id.hashCode() : Objects.hash(campaign, product, cents);
  }

  /** The event as the parser would make it. */
  public Event toEvent() {
    EventBuilder event =
        Event.builder(company, ORDERS, time, ZONES)
            .customer(customer)
            .value(CAMPAIGN, campaign)
            .occurrence(new Occurrence(time.toEpochMilli(), identity(), 0))
            .amount("revenue", BigDecimal.valueOf(cents, 2));
    if (id != null) {
      event.id(id);
    }
    if (product != null) {
      event.lookups(List.of(new Lookup(PRODUCTS, List.of(product))));
    }
    return event.build();
  }

  private static TriggerDefinition trigger(
      String name, String dimension, Resolution resolution, String when) {
    // Late enough for all that a schedule can do.
    return new TriggerDefinition(
        name,
        false,
        ORDERS,
        dimension,
        Set.of(),
        Set.of(),
        resolution,
        when,
        null,
        Duration.ofDays(36_500),
        false);
  }
}
