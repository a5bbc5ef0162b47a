package io.quipu.model.range;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import java.util.ArrayList;
import java.util.List;

/**
 * The counters for which an event is its customer's first on a day.
 *
 * @param company the tenant
 * @param customer who came
 * @param statistic the name of the statistic
 * @param day in days since 1970, on the company's clock
 * @param counters at least one
 */
public record Visit(
    String company, String customer, String statistic, int day, List<Counter> counters) {

  /** A counter; dimension and value are empty for the whole statistic. */
  public record Counter(String dimension, String value) {}

  public Visit {
    counters = List.copyOf(counters);
  }

  /** The visit of an event; without counters if the event is the first of its day for none. */
  public static Visit of(CheckedEvent checked, String customer) {
    Event event = checked.event();
    List<Counter> counters = new ArrayList<>();
    for (int i = 0; i < event.counters(); i++) {
      if ((checked.uniqueIn(i) & UniqueIn.DAY) != 0) {
        counters.add(
            i == event.size()
                ? new Counter("", "")
                : new Counter(event.dimension(i), event.value(i)));
      }
    }
    int hour = event.localHour();
    int day =
        (int)
            LocalHour.yearMonth(LocalHour.month(hour))
                .atDay(LocalHour.day(LocalHour.code(hour)))
                .toEpochDay();
    return new Visit(event.company(), customer, event.statistic().name(), day, counters);
  }

  /** The periods that need the visit: that of its day, and the next one if a gap can reach it. */
  public List<Period> periods() {
    Period own = Period.of(day);
    return own.next().reachesBackTo(day) ? List.of(own, own.next()) : List.of(own);
  }

  /** The key of the customer's {@link CustomerDays}. */
  public Fingerprint page() {
    return Fingerprint.ofCustomer(company, statistic, customer);
  }

  Fingerprint fingerprint(Counter counter) {
    return Fingerprint.ofCounter(company, statistic, counter.dimension(), counter.value());
  }
}
