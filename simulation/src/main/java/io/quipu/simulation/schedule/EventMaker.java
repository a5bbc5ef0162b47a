package io.quipu.simulation.schedule;

import io.quipu.simulation.world.SentEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes the events of a schedule, from a small alphabet, so that many meet in one counter. */
final class EventMaker {

  /** When the simulated clock begins. */
  static final Instant START = Instant.parse("2026-10-31T20:00:00Z");

  // Around the end of a month in two zones, around an hour that a clock repeats, and long ago.
  private static final List<Instant> TIMES =
      List.of(
          Instant.parse("2026-10-31T19:30:00Z"),
          Instant.parse("2026-10-31T18:10:00Z"),
          Instant.parse("2026-10-31T22:40:00Z"),
          Instant.parse("2026-10-31T23:50:00Z"),
          Instant.parse("2026-11-01T00:20:00Z"),
          Instant.parse("2026-10-25T00:15:00Z"),
          Instant.parse("2026-10-25T01:15:00Z"),
          Instant.parse("2026-09-30T12:00:00Z"));

  private final Schedule schedule;

  EventMaker(Schedule schedule) {
    this.schedule = schedule;
  }

  List<SentEvent> make() {
    return schedule.history().isEmpty() ? random() : ofHistory();
  }

  /** Each A is the same event sent again, with an id; each B is one more event of another kind. */
  private List<SentEvent> ofHistory() {
    Instant time = TIMES.get(0);
    return schedule
        .history()
        .chars()
        .mapToObj(
            letter ->
                letter == 'A'
                    ? new SentEvent("acme", "customer-0", "id", "spring", "product-0", time, 100)
                    : new SentEvent("acme", "customer-1", null, "summer", null, time, 7))
        .toList();
  }

  private List<SentEvent> random() {
    Choices choices = new Choices(schedule);
    choices.setUp(1);
    int count = Math.min(3 + choices.below(22), schedule.events());
    int variety = 1 + choices.below(4);
    int products = schedule.scenario().needsProducts() ? 2 : 3;
    List<SentEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      choices.setUp(100 + i);
      SentEvent repeated = events.isEmpty() ? null : events.get(choices.below(events.size()));
      boolean repeat = choices.below(5) == 4;
      SentEvent fresh = fresh(choices, i, variety, products);
      if (schedule.scenario().has(Scenario.Change.LIMITS)) {
        fresh = fresh.withCampaign(fresh.campaign() + fresh.cents() % 2);
      }
      events.add(repeat && repeated != null && repeated.id() != null ? repeated : fresh);
    }
    return events;
  }

  private static SentEvent fresh(Choices choices, int number, int variety, int products) {
    int customer = choices.below(variety + 1);
    int product = choices.below(products);
    return new SentEvent(
        choices.below(4) == 3 ? "globex" : "acme",
        customer == variety ? null : "customer-" + customer,
        choices.below(2) == 0 ? null : "id-" + number,
        choices.below(2) == 0 ? "spring" : "summer",
        product == 2 ? null : "product-" + product,
        TIMES.get(choices.below(Math.min(TIMES.size(), 2 * variety))),
        choices.below(500));
  }
}
