package io.quipu.model.event;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one event. By default it has no customer, no id, no dimension values and no lookups, and
 * its amounts are zero. Such an event counts for the whole statistic every time it arrives, and is
 * never unique. Not thread-safe; use it for one event.
 */
public final class EventBuilder {
  final String company;
  final Statistic statistic;
  final int localHour;
  @Nullable String customer;
  long id = Event.NO_ID;
  String[] dimensions = new String[8];
  String[] values = new String[8];
  int size;
  long[] amounts;
  List<Lookup> lookups = List.of();
  @Nullable String email;
  @Nullable RawRecord origin;
  @Nullable Occurrence occurrence;

  EventBuilder(String company, Statistic statistic, int localHour) {
    this.company = company;
    this.statistic = statistic;
    this.localHour = localHour;
    this.amounts = new long[statistic.sums().size()];
  }

  /**
   * The customer who acted, by whom uniques are counted; null, the default, if unknown. The parser
   * allows up to 1024 bytes of UTF-8.
   */
  public EventBuilder customer(@Nullable String value) {
    customer = value;
    return this;
  }

  /**
   * The id as the producer wrote it. An event that arrives again with the same id does not count
   * again, within the bound of {@link io.quipu.model.state.UniquenessPage#REMEMBERED_IDS}. By
   * default, an event has no id and counts every time it arrives.
   */
  public EventBuilder id(String value) {
    long fingerprint = Fingerprint.ofEventId(value);
    id = fingerprint == Event.NO_ID ? 1 : fingerprint;
    return this;
  }

  /**
   * Adds a dimension value. A value that the event already has is ignored, so a value that an array
   * repeats counts once. The parser allows up to 2048 bytes of UTF-8.
   *
   * @throws IllegalArgumentException if the dimension or the value is empty; empty names mean the
   *     whole statistic
   */
  public EventBuilder value(String dimension, String value) {
    if (dimension.isEmpty() || value.isEmpty()) {
      throw new IllegalArgumentException("A dimension and its value must not be empty.");
    }
    for (int i = 0; i < size; i++) {
      if (values[i].equals(value) && dimensions[i].equals(dimension)) {
        return this;
      }
    }
    // After toBuilder, the arrays belong to another event, but are full, so this copies them.
    if (size == values.length) {
      dimensions = Arrays.copyOf(dimensions, 2 * size + 1);
      values = Arrays.copyOf(values, 2 * size + 1);
    }
    dimensions[size] = dimension;
    values[size++] = value;
    return this;
  }

  /** Sets what the event adds to the i-th sum, in units of 10^-scale; 0 unless set. */
  public EventBuilder amount(int i, long units) {
    amounts[i] = units;
    return this;
  }

  /**
   * Sets what the event adds to a sum of its statistic; 0 unless set.
   *
   * @param sum the sum's name
   * @throws IllegalArgumentException if the statistic has no such sum, or the amount has more
   *     decimals than the sum or does not fit it
   */
  public EventBuilder amount(String sum, BigDecimal amount) {
    int i = Sum.indexOf(sum, statistic.sums());
    if (i < 0) {
      throw new IllegalArgumentException(
          "The statistic '"
              + statistic.name()
              + "' has no sum '"
              + sum
              + "'; it has "
              + statistic.sums().stream().map(Sum::name).toList()
              + ". Name one of these, or add the sum to the statistic.");
    }
    try {
      return amount(i, statistic.sums().get(i).units(amount));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "The amount "
              + amount
              + " does not fit the sum '"
              + sum
              + "', which takes up to "
              + statistic.sums().get(i).scale()
              + " decimals and 64 bits in these units; round it, or declare another scale.",
          e);
    }
  }

  /** What {@code HydrateEvents} looks up for the event; nothing by default. */
  public EventBuilder lookups(List<Lookup> values) {
    lookups = List.copyOf(values);
    return this;
  }

  /**
   * The email address of a customer without an id, from which {@code HydrateEvents} makes an id;
   * null by default.
   */
  public EventBuilder email(@Nullable String value) {
    email = value;
    return this;
  }

  /**
   * The record that becomes a dead letter if {@code HydrateEvents} refuses the event; null, the
   * default, if there is none.
   */
  public EventBuilder origin(@Nullable RawRecord value) {
    origin = value;
    return this;
  }

  /** What sequences need to know; null, the default, if no sequence needs the event. */
  public EventBuilder occurrence(@Nullable Occurrence value) {
    occurrence = value;
    return this;
  }

  /** Builds the event. */
  public Event build() {
    return new Event(this);
  }

  EventBuilder withoutValues() {
    dimensions = new String[size];
    values = new String[size];
    size = 0;
    return this;
  }

  void idFingerprint(long fingerprint) {
    id = fingerprint;
  }
}
