package io.quipu.benchmarks.scaling;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/**
 * Generates events with a given number of dimension values and customers, and the catalog that
 * counts them. All events are in one month, so each key is one customer or one value.
 *
 * @param fanOut the number of different dimension values of an event
 * @param customers the number of customers, all equally active
 * @param values the number of dimension values, all equally frequent; at least {@code fanOut}
 * @param month the month of all events
 */
record GeneratedLoad(int fanOut, int customers, int values, YearMonth month) {
  static final String STATISTIC = "seen";
  static final int COMPANIES = 4;

  static final String CATALOG =
      """
      version: 1
      event:
        company: company
        customer: customer
        type: type
        time: {field: at, unit: millis}
        id: id
      statistics:
        seen:
          events: [seen]
          dimensions:
            value: {each: values}
      """;

  private static final int HOURS = 3;

  GeneratedLoad {
    if (values < fanOut) {
      throw new IllegalArgumentException(
          "There are " + values + " values, too few for " + fanOut + " in an event.");
    }
  }

  static String company(int number) {
    return "company-" + number;
  }

  /** The event of a number; each number gives a different one. */
  byte[] event(long number) {
    SplittableRandom random = new SplittableRandom(number * 0x9E3779B97F4A7C15L);
    StringBuilder json = new StringBuilder(120 + 10 * fanOut);
    int customer = random.nextInt(customers);
    json.append("{\"id\":\"e").append(number);
    json.append("\",\"type\":\"seen\",\"company\":\"").append(company(customer % COMPANIES));
    json.append("\",\"customer\":\"c").append(customer);
    json.append("\",\"at\":").append(millis(random)).append(",\"values\":[");
    int first = random.nextInt(values);
    for (int i = 0; i < fanOut; i++) {
      json.append(i == 0 ? "\"v" : ",\"v").append((first + i) % values).append('"');
    }
    return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private long millis(SplittableRandom random) {
    Instant noon = month.atDay(15).atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
    return noon.toEpochMilli() + random.nextInt(HOURS * 3_600_000);
  }
}
