package io.quipu.cli.demo;

import io.quipu.model.calendar.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * An independent recount of the sequence of the demo: who bought within a day after opening a mail.
 * An opening counts if the customer's next purchase comes within that time.
 */
final class SequenceRecount {
  /** The number of the sequence, behind the statistics. */
  static final int NUMBER = Population.STATISTICS.size();

  private static final long WITHIN_MS = Duration.ofDays(1).toMillis();
  private static final int OPENED = Population.STATISTICS.indexOf("email_open");
  private static final int BOUGHT = Population.STATISTICS.indexOf("purchase");

  // An event is one number, because there are many: its time, then its campaign. A purchase has a
  // number behind all campaigns, because it follows an opening of the same time.
  private static final long CODES = 64;
  private static final long PURCHASE = CODES - 1;

  private final Map<Person, long[]> events = new HashMap<>();
  private final Map<Person, Integer> sizes = new HashMap<>();

  private record Person(int company, int customer) {}

  void add(Action action, long millis) {
    if (action.type() == OPENED || action.type() == BOUGHT) {
      Person person = new Person(action.company(), action.customer());
      int size = sizes.merge(person, 1, Integer::sum);
      long[] all = events.getOrDefault(person, new long[4]);
      long[] room = size <= all.length ? all : Arrays.copyOf(all, 2 * size);
      room[size - 1] = millis * CODES + (action.type() == BOUGHT ? PURCHASE : action.campaign());
      events.put(person, room);
    }
  }

  /** The numbers by day and month, and of each campaign by month. */
  Map<Recount.Key, Recount.Tally> tallies() {
    Map<Recount.Key, Recount.Tally> tallies = new HashMap<>();
    events.forEach(
        (person, all) -> count(person, Arrays.copyOf(all, sizes.getOrDefault(person, 0)), tallies));
    return tallies;
  }

  private static void count(Person person, long[] all, Map<Recount.Key, Recount.Tally> tallies) {
    Arrays.sort(all);
    long bought = Long.MAX_VALUE;
    for (int i = all.length - 1; i >= 0; i--) {
      long millis = Math.floorDiv(all[i], CODES);
      int code = (int) Math.floorMod(all[i], CODES);
      if (code == PURCHASE) {
        bought = millis;
      } else if (bought - millis <= WITHIN_MS) {
        ZonedDateTime local =
            Instant.ofEpochMilli(millis).atZone(Population.COMPANIES.get(person.company()).zone());
        long day = local.toLocalDate().toEpochDay();
        long month = YearMonth.from(local).atDay(1).toEpochDay();
        add(person, Recount.WHOLE, Resolution.DAY, day, bought - millis, tallies);
        add(person, Recount.WHOLE, Resolution.MONTH, month, bought - millis, tallies);
        add(person, code, Resolution.MONTH, month, bought - millis, tallies);
      }
    }
  }

  private static void add(
      Person person,
      int campaign,
      Resolution resolution,
      long day,
      long millis,
      Map<Recount.Key, Recount.Tally> tallies) {
    Recount.Tally tally =
        tallies.computeIfAbsent(
            new Recount.Key(person.company(), NUMBER, campaign, resolution, day),
            key -> new Recount.Tally());
    tally.count++;
    tally.cents += millis;
    tally.customers.set(person.customer());
  }
}
