package io.quipu.model.event;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Statistic;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as one statistic counts it. It holds only what the stages after parsing need. An event
 * that several statistics count becomes several objects of this class.
 *
 * <p>Immutable. Strings must hold no unpaired surrogates, because UTF-8 cannot encode them. The
 * parser ensures this; other code that builds events must do so too.
 *
 * <pre>{@code
 * Statistic orders = Statistic.of("orders").withUniques().withSums(Sum.of("revenue", 2));
 * TimeZones zones = TimeZones.of(ZoneId.of("Europe/Berlin"));
 * Event event =
 *     Event.builder("acme", orders, Instant.parse("2026-11-20T12:34:56Z"), zones)
 *         .customer("ann")
 *         .id("order-17")
 *         .value("country", "DE")
 *         .amount("revenue", new BigDecimal("12.50"))
 *         .build();
 * }</pre>
 */
public final class Event {
  /** Means that the event has no id. Such an event counts every time it arrives. */
  public static final long NO_ID = 0;

  private final String company;
  private final Statistic statistic;
  private final @Nullable String customer;
  private final int localHour;
  private final long id;
  private final String[] dimensions;
  private final String[] values;
  private final long[] amounts;
  private final List<Lookup> lookups;
  private final @Nullable String email;
  private final @Nullable RawRecord origin;
  private final @Nullable Occurrence occurrence;
  private final @Nullable Fingerprint[] fingerprints;

  Event(EventBuilder from) {
    company = from.company;
    statistic = from.statistic;
    customer = from.customer;
    localHour = from.localHour;
    id = from.id;
    dimensions = Arrays.copyOf(from.dimensions, from.size);
    values = Arrays.copyOf(from.values, from.size);
    amounts = from.amounts;
    lookups = from.lookups;
    email = from.email;
    origin = from.origin;
    occurrence = from.occurrence;
    fingerprints = new Fingerprint[from.size + 1];
  }

  /**
   * Starts an event that happened in an hour of the company's wall clock.
   *
   * @param company the tenant whose event it is; the parser allows up to 256 bytes of UTF-8
   * @param statistic the statistic that counts the event
   * @param localHour the hour as {@link io.quipu.model.calendar.LocalHour} packs it
   */
  public static EventBuilder builder(String company, Statistic statistic, int localHour) {
    return new EventBuilder(company, statistic, localHour);
  }

  /**
   * Starts an event that happened at an instant.
   *
   * @param company the tenant whose event it is; the parser allows up to 256 bytes of UTF-8
   * @param statistic the statistic that counts the event
   * @param time when it happened; determines its hour, day and month
   * @param zones the time zone of each company
   */
  public static EventBuilder builder(
      String company, Statistic statistic, Instant time, TimeZones zones) {
    return new EventBuilder(company, statistic, LocalHour.of(time, zones.of(company)));
  }

  public String company() {
    return company;
  }

  public Statistic statistic() {
    return statistic;
  }

  /** The customer who acted; null if unknown, and then the event is never unique. */
  public @Nullable String customer() {
    return customer;
  }

  /** The {@link io.quipu.model.calendar.LocalHour} in which the event counts. */
  public int localHour() {
    return localHour;
  }

  /** The fingerprint of the event's id, or {@link #NO_ID}. */
  public long id() {
    return id;
  }

  /** How many dimension values the event counts for, besides the whole statistic. */
  public int size() {
    return values.length;
  }

  /** The name of the dimension of value i. */
  public String dimension(int i) {
    return dimensions[i];
  }

  /** The i-th dimension value; never empty. */
  public String value(int i) {
    return values[i];
  }

  /**
   * How many counters the event counts in: one for each dimension value, then, as the last one, the
   * whole statistic.
   */
  public int counters() {
    return values.length + 1;
  }

  /** The fingerprint of the event's i-th counter, 0 to {@link #counters} - 1. */
  public Fingerprint counter(int i) {
    // Cached, because two stages need it. Two threads may write the same value without harm.
    Fingerprint known = fingerprints[i];
    if (known == null) {
      known =
          i == values.length
              ? Fingerprint.ofCounter(company, statistic.name(), "", "")
              : Fingerprint.ofCounter(company, statistic.name(), dimensions[i], values[i]);
      fingerprints[i] = known;
    }
    return known;
  }

  /**
   * The fingerprint of the i-th counter of the event's own customer, 0 to {@link #counters} - 1.
   *
   * @throws IllegalStateException if the event has no customer
   */
  public Fingerprint customerCounter(int i) {
    if (customer == null || customer.isEmpty()) {
      throw new IllegalStateException("The event has no customer, so it has no customer counters.");
    }
    boolean whole = i == values.length;
    return Fingerprint.ofCustomerCounter(
        company, customer, statistic.name(), whole ? "" : dimensions[i], whole ? "" : values[i]);
  }

  /** What the event adds to the i-th sum of its statistic, in units of 10^-scale. */
  public long amount(int i) {
    return amounts[i];
  }

  /** The lookups that are still to be made; empty once the event is hydrated. */
  public List<Lookup> lookups() {
    return lookups;
  }

  /** The customer's email address; set only if no id identifies the customer. */
  public @Nullable String email() {
    return email;
  }

  /**
   * The record that the event came from. It is set only if a later stage may refuse it, and only on
   * one of the record's events.
   */
  public @Nullable RawRecord origin() {
    return origin;
  }

  /** What sequences need to know; null if no sequence has a step of the statistic. */
  public @Nullable Occurrence occurrence() {
    return occurrence;
  }

  /** A builder with all values of this event. */
  public EventBuilder toBuilder() {
    EventBuilder builder = new EventBuilder(company, statistic, localHour);
    builder.customer = customer;
    builder.id = id;
    builder.dimensions = dimensions;
    builder.values = values;
    builder.size = values.length;
    builder.amounts = amounts.clone();
    builder.lookups = lookups;
    builder.email = email;
    builder.origin = origin;
    builder.occurrence = occurrence;
    return builder;
  }

  /**
   * The same event, in which some values are replaced. If it then has a value of a dimension more
   * than once, it counts there once.
   *
   * @param which the values to replace, by their numbers
   * @param by the value that takes their places
   */
  public Event replacing(BitSet which, String by) {
    EventBuilder builder = toBuilder().withoutValues();
    for (int i = 0; i < values.length; i++) {
      builder.value(dimensions[i], which.get(i) ? by : values[i]);
    }
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event that
        && Arrays.equals(EventBatch.of(this).toBytes(), EventBatch.of(that).toBytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values) * 31 + localHour;
  }

  /** For test failures; never for logs, because it names a customer. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(company).append('/').append(statistic.name());
    text.append(" customer=").append(customer).append(" hour=").append(localHour);
    for (int i = 0; i < values.length; i++) {
      text.append(' ').append(dimensions[i]).append('=').append(values[i]);
    }
    return text + " amounts=" + Arrays.toString(amounts) + " lookups=" + lookups;
  }
}
