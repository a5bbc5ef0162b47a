package io.quipu.benchmarks.state;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generates a month of email marketing, as in {@code examples/email-marketing}. Companies of very
 * different sizes send messages; their customers open them and click on every fifth. Most customers
 * do this once, some a thousand times.
 *
 * <p>Each customer's events depend only on the seed and the customer's number, so they are the same
 * in any order of calls. Immutable.
 */
final class SkewedLoad {
  static final int MONTH = LocalHour.month(YearMonth.of(2026, 1));

  private static final int COMPANIES = 20;
  private static final int HOURS = 31 * 24;

  /** More than one opened message per half hour, all month. */
  private static final int MOST_OPENS = 2000;

  private static final double CLICKS_PER_OPEN = 0.2;
  private static final Statistic OPEN = statistic("email_open");
  private static final Statistic CLICK = statistic("email_click");

  private final long seed;
  private final Zipf companies = Zipf.of(COMPANIES, 1.0);
  private final Zipf opens;
  private final Zipf messages = Zipf.of(240, 0.7);
  private final Zipf links = Zipf.of(12, 1.2);
  private final Zipf browsers = Zipf.of(12, 1.3);
  private final Zipf mailDomains = Zipf.of(2000, 1.2);
  private final Zipf segments = Zipf.of(40, 0.8);
  private final Zipf segmentCount = Zipf.of(4, 0.7);

  /**
   * @param eventsPerCustomer the mean events of a customer who was active in the month; over 1.2
   *     and under 200
   * @throws IllegalArgumentException if the mean is outside these bounds
   */
  SkewedLoad(double eventsPerCustomer, long seed) {
    if (!(eventsPerCustomer > 1 + CLICKS_PER_OPEN && eventsPerCustomer < 200)) {
      throw new IllegalArgumentException(
          "There would be "
              + eventsPerCustomer
              + " events per customer; choose --events and --customers so that it is over 1.2 and"
              + " under 200.");
    }
    this.seed = seed;
    this.opens = Zipf.withMean(MOST_OPENS, eventsPerCustomer / (1 + CLICKS_PER_OPEN));
  }

  /** A customer's events of the month, in no particular order: one event or more. */
  List<Event> events(int number) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    Customer customer = customer(number, random);
    int count = 1 + opens.next(random);
    List<Event> events = new ArrayList<>(count + count / 4);
    for (int i = 0; i < count; i++) {
      int message = messages.next(random);
      int hour = hourAfter(message, random);
      events.add(open(customer, message, hour, random));
      if (random.nextDouble() < CLICKS_PER_OPEN) {
        events.add(click(customer, message, hour, random));
      }
    }
    return events;
  }

  private record Customer(
      String company, String name, String browser, String mailDomain, List<String> segments) {}

  private Customer customer(int number, SplittableRandom random) {
    List<String> in = new ArrayList<>();
    for (int i = segmentCount.next(random); i > 0; i--) {
      in.add("segment-" + segments.next(random));
    }
    return new Customer(
        "company-" + companies.next(random),
        "customer-" + number,
        "browser-" + browsers.next(random),
        "domain-" + mailDomains.next(random),
        in);
  }

  private Event open(Customer customer, int message, int hour, SplittableRandom random) {
    // 15 % of the events come from another device.
    boolean usual = random.nextDouble() < 0.85;
    EventBuilder open =
        event(customer, OPEN, message, hour, random)
            .value("browser", usual ? customer.browser() : "browser-" + browsers.next(random))
            .value("mail_domain", customer.mailDomain())
            .value("device", usual ? "mobile" : "desktop");
    customer.segments().forEach(segment -> open.value("segment", segment));
    return open.build();
  }

  private Event click(Customer customer, int message, int hour, SplittableRandom random) {
    return event(customer, CLICK, message, hour, random)
        .value("url", "https://example.org/" + message + "/" + links.next(random))
        .build();
  }

  private static EventBuilder event(
      Customer customer, Statistic statistic, int message, int hour, SplittableRandom random) {
    return Event.builder(customer.company(), statistic, LocalHour.ofCode(MONTH, 2 * hour))
        .customer(customer.name())
        .id(Long.toHexString(random.nextLong()))
        .value("message", "message-" + message)
        // A campaign has four messages.
        .value("campaign", "campaign-" + message / 4);
  }

  /** The hour of an opening after the message was sent: mostly soon after, and within the month. */
  private static int hourAfter(int message, SplittableRandom random) {
    // Messages are sent in the working hours of all days, whatever their popularity.
    int sent = message * 7 % 31 * 24 + 8 + message % 10;
    int later = (int) (-12 * Math.log(1 - random.nextDouble()));
    return (sent + later) % HOURS;
  }

  private static Statistic statistic(String name) {
    return Statistic.of(name, EnumSet.allOf(Resolution.class), true, List.of());
  }
}
