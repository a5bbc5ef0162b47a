package io.quipu.transforms.testing;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event of a test, before anything is computed from it.
 *
 * @param values the dimension values, without repetitions
 * @param amounts what is added to each sum of the statistic, in units of its scale
 */
public record Action(
    String company,
    Statistic statistic,
    @Nullable String customer,
    @Nullable String id,
    Instant time,
    List<Value> values,
    List<Long> amounts)
    implements Serializable {

  /** A dimension with its value. */
  public record Value(String dimension, String value) implements Serializable {}

  /** Returns the action as an input of the stages under test. */
  public Event event(Calendars calendars) {
    int hour = calendars.of(company).localHour(time.toEpochMilli());
    EventBuilder event = Event.builder(company, statistic, hour).customer(customer);
    if (id != null) {
      event.id(id);
    }
    values.forEach(value -> event.value(value.dimension(), value.value()));
    for (int i = 0; i < amounts.size(); i++) {
      event.amount(i, amounts.get(i));
    }
    return event.build();
  }
}
