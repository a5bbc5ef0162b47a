package io.quipu.benchmarks.throughput;

import io.quipu.model.calendar.Resolution;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A few events like the demo's, and their expected rows, from a simple recount. They have so few
 * customers and names that most occur again, and are around the days on which clocks are set back.
 */
final class SmallTraffic {
  /** The name of a row. */
  record Row(
      String company,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      long bucketStart) {}

  /** The numbers of a row. */
  static final class Sums {
    private long count;
    private long cents;
    private final Set<String> customers = new HashSet<>();

    long count() {
      return count;
    }

    long uniques() {
      return customers.size();
    }

    long cents() {
      return cents;
    }
  }

  private static final Instant NOW = Instant.parse("2025-11-03T04:30:00Z");
  private static final Duration LATE = Duration.ofDays(20);
  private static final Map<String, ZoneId> ZONES =
      Map.of(
          "acme", ZoneId.of("Europe/Berlin"),
          "initech", ZoneId.of("America/New_York"),
          "globex", ZoneId.of("UTC"),
          "O'Reilly & \"Söhne\"", ZoneId.of("UTC"));
  private static final List<String> COMPANIES = ZONES.keySet().stream().sorted().toList();
  private static final int CUSTOMERS = 12;

  private static final List<String> BROKEN =
      List.of(
          "{\"type\":\"open\",\"company_id\":\"acme\",",
          "[\"open\",\"acme\"]",
          "{\"type\":\"open\",\"customer_id\":\"c1\",\"timestamp\":1700000000000}",
          "{\"type\":\"open\",\"company_id\":\"acme\",\"customer_id\":\"c1\",\"timestamp\":\"soon\"}",
          "{\"type\":\"purchase\",\"company_id\":\"acme\",\"id\":\"x\",\"timestamp\":1700000000000,"
              + "\"amount\":\"much\"}");

  private final SplittableRandom random;
  private final List<byte[]> messages = new ArrayList<>();
  private final Map<Row, Sums> rows = new HashMap<>();

  SmallTraffic(long seed, int events) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < events; i++) {
      int kind = random.nextInt(100);
      if (kind < BROKEN.size()) {
        messages.add(BROKEN.get(kind).getBytes(StandardCharsets.UTF_8));
      } else if (kind < 10 && i > 0) {
        messages.add(messages.get(random.nextInt(i)));
      } else {
        addEvent(i);
      }
    }
  }

  /** The records, in sending order. */
  List<byte[]> messages() {
    return messages;
  }

  /** The expected rows. */
  Map<Row, Sums> rows() {
    return rows;
  }

  private void addEvent(int number) {
    String company = COMPANIES.get(random.nextInt(COMPANIES.size()));
    String customer = "c" + random.nextInt(CUSTOMERS);
    long age = random.nextInt(5) == 0 ? random.nextLong(LATE.toMillis()) : random.nextInt(500);
    Instant time = NOW.minusMillis(age);
    String campaign = "Spring " + random.nextInt(3);
    String message = "m" + random.nextInt(6);
    String browser = random.nextBoolean() ? "Chrome" : "Edge";
    String country = random.nextBoolean() ? "DE" : "US";
    String domain = "example." + (random.nextBoolean() ? "com" : "org");
    int type = random.nextInt(3);
    long cents = type == 2 ? 100 + random.nextInt(20_000) : 0;
    messages.add(
        """
        {"id":"e%d","type":"%s","company_id":"%s","customer_id":"%s","email":"%s@%s",\
        "campaign":"%s","message_id":"%s","client":{"browser":"%s","country":"%s",\
        "user_agent":"Mozilla/5.0"},%s"timestamp":%d}"""
            .formatted(
                number,
                List.of("open", "click", "purchase").get(type),
                company.replace("\"", "\\\""),
                customer,
                customer,
                domain,
                campaign,
                message,
                browser,
                country,
                type == 2 ? "\"amount\":\"%d.%02d\",".formatted(cents / 100, cents % 100) : "",
                time.toEpochMilli())
            .getBytes(StandardCharsets.UTF_8));
    Map<String, String> values =
        switch (type) {
          case 0 ->
              Map.of(
                  "campaign", campaign,
                  "message", message,
                  "browser", browser,
                  "country", country,
                  "mail_domain", domain,
                  "", "");
          case 1 -> Map.of("campaign", campaign, "browser", browser, "", "");
          default -> Map.of("campaign", campaign, "country", country, "", "");
        };
    String statistic = List.of("email_open", "email_click", "purchase").get(type);
    ZonedDateTime local = time.atZone(ZONES.get(company));
    values.forEach(
        (dimension, value) -> {
          for (Resolution resolution : Resolution.values()) {
            long bucket = start(local, resolution).toInstant().toEpochMilli();
            Row row = new Row(company, statistic, dimension, value, resolution, bucket);
            Sums sums = rows.computeIfAbsent(row, absent -> new Sums());
            sums.count++;
            sums.cents += cents;
            sums.customers.add(customer);
          }
        });
  }

  private static ZonedDateTime start(ZonedDateTime local, Resolution resolution) {
    ZonedDateTime hour = local.truncatedTo(ChronoUnit.HOURS);
    return switch (resolution) {
      case HOUR -> hour;
      case DAY -> hour.truncatedTo(ChronoUnit.DAYS);
      case MONTH -> hour.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
    };
  }
}
