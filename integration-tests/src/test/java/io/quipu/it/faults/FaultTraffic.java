package io.quipu.it.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Generates events of shops, as JSON, and the catalogs that count them. Most events are from today,
 * some up to 20 days old; some are broken. Half of them have an id, and some of these are sent
 * again. In every other minute, some are of an earlier month, whose state leaves in between.
 */
public final class FaultTraffic {
  static final String PROBE_COMPANY = "probe";
  static final String PROBE_STATISTIC = "probe";

  private static final List<String> COMPANIES = List.of("acme", "quo\"te", "späti");
  private static final List<String> BROWSERS = List.of("Firefox", "Chrome", "Safari", "lynx");
  private static final List<String> COUNTRIES = List.of("DE", "AT", "FR", "IT", "PL");
  private static final int CUSTOMERS = 3_000;
  private static final int CAMPAIGNS = 12;

  /**
   * Enough hours to show that late events go to the right bucket, few enough to read all rows
   * often.
   */
  private static final int LATE_HOURS = 30;

  private static final int OLD_HOURS = 5;
  private static final int OLD_DAYS = 40;
  private static final String PLANS = "plans.csv";

  /** The dimension whose values are looked up and change; a recount cannot know them. */
  static final String LOOKED_UP = "plan";

  /** Far fewer than the ids that the job remembers of a customer and month. */
  private static final int REMEMBERED = 200;

  private final Random random;
  private final String run;
  private final long[] lateMillis = new long[LATE_HOURS];
  private final byte[][] sent = new byte[REMEMBERED][];
  private long number;

  public FaultTraffic(long seed) {
    random = new Random(seed);
    run = Long.toString(seed, 36);
    for (int i = 0; i < LATE_HOURS; i++) {
      lateMillis[i] = Duration.ofHours(random.nextInt(20 * 24)).toMillis();
    }
  }

  /**
   * Writes a catalog of this traffic.
   *
   * @param dimension its dimension besides the campaign: browser or country
   * @param looksUp whether it also has the dimension {@value #LOOKED_UP}
   */
  public static Path catalog(Path folder, String dimension, boolean looksUp) throws IOException {
    String name = "catalog-" + dimension + (looksUp ? "" : "-recount") + ".yaml";
    return Files.writeString(
        folder.resolve(name),
        """
        version: 1
        event:
          company: shop
          customer: customer
          type: type
          time: {field: time, unit: millis}
          id: id
        time-zone: Europe/Berlin
        company-time-zones: {acme: America/New_York}
        LOOKUPS
        statistics:
          open:
            events: [open, buy]
            dimensions: {campaign: campaign, DIMENSION: DIMENSIONPLAN}
          buy:
            events: [buy]
            dimensions: {DIMENSION: DIMENSION}
            sums: {revenue: {field: amount, scale: 2}}
          probe:
            events: [probe]
            uniques: false
        """
            .replace("PLAN", looksUp ? ", plan: {lookup: plans.plan}" : "")
            .replace(
                "LOOKUPS",
                looksUp
                    ? "lookups: {plans: {file: plans.csv, key: {campaign: campaign}, expiry: 1s}}"
                    : "")
            .replace("DIMENSION", dimension));
  }

  /** Writes a plan of each campaign, as reference data. */
  public static void writePlans(Path folder, Random random) throws IOException {
    StringBuilder csv = new StringBuilder("campaign,plan\n");
    for (int i = 0; i < CAMPAIGNS; i++) {
      csv.append("campaign ").append(i).append(",plan ").append(random.nextInt(4)).append('\n');
    }
    // A reader must not see half of the file.
    Path written = Files.writeString(folder.resolve(PLANS + ".new"), csv);
    Files.move(written, folder.resolve(PLANS), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The next record. */
  byte[] next(Instant now) {
    int chance = random.nextInt(100);
    if (chance < 2) {
      return broken();
    }
    int slot = random.nextInt(REMEMBERED);
    if (chance < 5 && sent[slot] != null) {
      return sent[slot];
    }
    long time = now.toEpochMilli() - random.nextInt(500);
    if (chance < 10) {
      time -= lateMillis[random.nextInt(LATE_HOURS)];
    }
    boolean sendsOld = now.getEpochSecond() / 60 % 2 == 0;
    if (chance == 10 && sendsOld) {
      time -= Duration.ofDays(OLD_DAYS).plusHours(random.nextInt(OLD_HOURS)).toMillis();
    }
    boolean withId = random.nextBoolean();
    byte[] event = event(time, withId);
    if (withId) {
      sent[slot] = event;
    }
    return event;
  }

  /** An event that only shows when it is counted. */
  byte[] probe(Instant now) {
    return ("{\"type\":\"probe\",\"shop\":\"" + PROBE_COMPANY + "\",\"time\":" + now.toEpochMilli())
        .concat(",\"id\":\"probe-" + run + '-' + number++ + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] event(long time, boolean withId) {
    boolean buys = random.nextInt(5) == 0;
    StringBuilder json = new StringBuilder(200);
    json.append('{');
    if (withId) {
      json.append("\"id\":\"").append(run).append('-').append(number++).append("\",");
    }
    json.append("\"type\":\"").append(buys ? "buy" : "open");
    json.append("\",\"shop\":\"").append(oneOf(COMPANIES).replace("\"", "\\\""));
    if (random.nextInt(10) > 0) {
      json.append("\",\"customer\":\"c").append(skewed(CUSTOMERS));
    }
    json.append("\",\"campaign\":\"campaign ").append(skewed(CAMPAIGNS));
    json.append("\",\"browser\":\"").append(oneOf(BROWSERS));
    json.append("\",\"country\":\"").append(oneOf(COUNTRIES)).append('"');
    if (buys) {
      json.append(",\"amount\":\"").append(random.nextInt(200) - 20).append(".05\"");
    }
    json.append(",\"time\":").append(time).append('}');
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] broken() {
    String id = "\"id\":\"" + run + '-' + number++ + '"';
    return switch (random.nextInt(4)) {
      case 0 -> ("{\"type\":\"open\"," + id).getBytes(StandardCharsets.UTF_8);
      case 1 -> ("{\"type\":\"open\",\"time\":5," + id + '}').getBytes(StandardCharsets.UTF_8);
      case 2 -> (id + " is no event").getBytes(StandardCharsets.UTF_8);
      default ->
          ("{\"type\":\"buy\",\"shop\":\"acme\",\"amount\":\"1.005\",\"time\":1700000000000," + id)
              .concat("}")
              .getBytes(StandardCharsets.UTF_8);
    };
  }

  /** A random number below a bound; small numbers are more likely. */
  private int skewed(int bound) {
    double r = random.nextDouble();
    return (int) (bound * r * r);
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
