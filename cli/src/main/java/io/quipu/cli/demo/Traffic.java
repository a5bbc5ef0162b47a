package io.quipu.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Generates the events of the demo. Companies, campaigns and customers are skewed. 30% of the
 * actions repeat an action of the same customer, and 5% are late by up to 20 days. 1% of the events
 * are sent again with the same id, and 0.2% are broken. The same seed gives the same events, except
 * for their times.
 */
public final class Traffic {
  /** Receives each event that must be counted. */
  public interface Ledger {
    /**
     * @param millis the time of the event, in milliseconds since 1970
     * @param cents the price in cents; 0 unless the event is a purchase
     */
    void add(Action action, long millis, long cents);
  }

  private static final double BROKEN = 0.002;
  private static final double RESENT = 0.01;
  private static final double REPEATED = 0.30;
  private static final double LATE = 0.05;
  private static final long LATE_MILLIS = 20L * 24 * 3600 * 1000;

  /** The largest time between an event and its sending, if it is not late. */
  private static final int FRESH_MILLIS = 500;

  /**
   * The number of remembered events. It is small, so few events of the customer come between an
   * event and its repetition.
   */
  private static final int REMEMBERED = 512;

  /** Records that are not valid events for the catalog. */
  private static final String[] BROKEN_EVENTS = {
    "{\"type\":\"open\",\"company_id\":\"acme\",",
    "[\"open\",\"acme\"]",
    "{\"type\":\"open\",\"customer_id\":\"c1\",\"timestamp\":1700000000000}",
    "{\"type\":\"open\",\"company_id\":\"acme\",\"customer_id\":\"c1\",\"timestamp\":\"soon\"}",
    "{\"type\":\"purchase\",\"company_id\":\"acme\",\"id\":\"x\",\"timestamp\":1700000000000,"
        + "\"amount\":\"much\"}"
  };

  private final SplittableRandom random;
  private final Ledger ledger;
  private final String run;
  private final Action[] actions = new Action[REMEMBERED];
  private final byte[][] sent = new byte[REMEMBERED][];
  private final StringBuilder json = new StringBuilder(400);

  private long events;
  private long broken;
  private long resent;
  private int remembered;

  /** Makes traffic from a seed. The ledger receives the events that must be counted. */
  public Traffic(long seed, Ledger ledger) {
    random = new SplittableRandom(seed);
    this.ledger = ledger;
    run = Long.toString(seed, 36);
    Arrays.setAll(actions, i -> newAction());
  }

  /** The next event, for the present time in milliseconds since 1970. */
  public byte[] next(long now) {
    events++;
    double kind = random.nextDouble();
    if (kind < BROKEN) {
      broken++;
      return BROKEN_EVENTS[random.nextInt(BROKEN_EVENTS.length)].getBytes(StandardCharsets.UTF_8);
    }
    int slot = random.nextInt(REMEMBERED);
    if (kind < BROKEN + RESENT && sent[slot] != null) {
      resent++;
      return sent[slot];
    }
    Action action = random.nextDouble() < REPEATED ? actions[slot] : newAction();
    long age =
        random.nextDouble() < LATE ? random.nextLong(LATE_MILLIS) : random.nextInt(FRESH_MILLIS);
    long cents = action.type() == 2 ? 100 + random.nextInt(20_000) : 0;
    byte[] event = write(action, now - age, cents);
    ledger.add(action, now - age, cents);
    actions[remembered] = action;
    sent[remembered] = event;
    remembered = (remembered + 1) % REMEMBERED;
    return event;
  }

  /** The number of events. */
  public long events() {
    return events;
  }

  /** The number of broken events, which become dead letters. */
  public long broken() {
    return broken;
  }

  /** The number of events that were sent before, so they must not be counted again. */
  public long resent() {
    return resent;
  }

  private Action newAction() {
    int company = 0;
    while (company < Population.COMPANIES.size() - 1 && random.nextBoolean()) {
      company++;
    }
    double type = random.nextDouble();
    return new Action(
        company,
        type < 0.7 ? 0 : type < 0.92 ? 1 : 2,
        skewed(Population.COMPANIES.get(company).customers()),
        skewed(Population.CAMPAIGNS),
        random.nextInt(Population.MESSAGES_PER_CAMPAIGN));
  }

  /** Small numbers are more likely: the first tenth of the numbers gets a third of all events. */
  private int skewed(int bound) {
    double r = random.nextDouble();
    return (int) (bound * r * r);
  }

  private byte[] write(Action action, long millis, long cents) {
    int customer = action.customer();
    json.setLength(0);
    json.append("{\"id\":\"").append(run).append('-').append(Long.toString(events, 36));
    json.append("\",\"type\":\"").append(Population.TYPES.get(action.type()));
    json.append("\",\"company_id\":\"").append(escaped(action.company()));
    json.append("\",\"customer_id\":\"c").append(customer);
    json.append("\",\"email\":\"c").append(customer).append('@');
    json.append(pick(Population.MAIL_DOMAINS, customer));
    json.append("\",\"campaign\":\"").append(Population.CAMPAIGN_NAMES.get(action.campaign()));
    json.append("\",\"message_id\":\"m").append(action.campaign()).append('-');
    json.append(action.message());
    json.append("\",\"client\":{\"browser\":\"").append(pick(Population.BROWSERS, customer));
    json.append("\",\"country\":\"").append(pick(Population.COUNTRIES, customer));
    json.append("\",\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101\"}");
    if (cents > 0) {
      json.append(",\"amount\":\"").append(cents / 100).append('.');
      json.append((char) ('0' + cents / 10 % 10)).append((char) ('0' + cents % 10)).append('"');
    }
    json.append(",\"timestamp\":").append(millis).append('}');
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(int company) {
    return Population.COMPANIES.get(company).name().replace("\"", "\\\"");
  }

  private static String pick(java.util.List<String> names, int customer) {
    return names.get(customer % names.size());
  }
}
