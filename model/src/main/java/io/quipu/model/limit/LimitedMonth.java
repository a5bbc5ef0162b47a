package io.quipu.model.limit;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.Event;

/**
 * A dimension with a limit in a month: what a batch decides at once.
 *
 * @param month the month, as {@link LocalHour#month} gives it
 * @param dimension the {@link Fingerprint#ofLimited} of the dimension
 */
public record LimitedMonth(int month, Fingerprint dimension) {

  /** The dimension of an event's i-th value, in the month of the event. */
  static LimitedMonth of(Event event, int i) {
    return new LimitedMonth(LocalHour.month(event.localHour()), Admissions.dimension(event, i));
  }
}
