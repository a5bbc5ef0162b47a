package io.quipu.cli.demo;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.server.api.firings.RecentFirings;
import io.quipu.store.queries.CountsReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Compares the firings of the demo's triggers with the numbers that are stored. */
final class FiringsProof {
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
  private static final long BUSY = 1_000;
  private static final BigDecimal GOOD = new BigDecimal(10_000);

  private final CountsReader reader;
  private final RecentFirings firings;

  /**
   * What was compared.
   *
   * @param firings how many firings there must be
   * @param differences firings that are missing, are too many, or came twice
   */
  record Result(int firings, List<String> differences) {
    boolean holds() {
      return differences.isEmpty();
    }
  }

  FiringsProof(CountsReader reader, RecentFirings firings) {
    this.reader = reader;
    this.firings = firings;
  }

  Result compare() {
    Set<String> expected = new TreeSet<>();
    List<String> fired = new ArrayList<>();
    for (Population.Company each : Population.COMPANIES) {
      String company = each.name();
      for (String campaign : Population.CAMPAIGN_NAMES) {
        add(
            "busy-campaign",
            CounterKey.of(company, "email_open", "campaign", campaign),
            Resolution.HOUR,
            row -> row.count() >= BUSY,
            expected);
      }
      add(
          "good-day",
          CounterKey.whole(company, "purchase"),
          Resolution.DAY,
          row -> row.sums().getOrDefault("revenue", BigDecimal.ZERO).compareTo(GOOD) >= 0,
          expected);
      firings
          .of(company)
          .forEach(
              firing ->
                  fired.add(name(firing.trigger(), company, firing.value(), firing.bucket())));
    }
    List<String> differences = new ArrayList<>();
    for (String one : expected) {
      if (!fired.remove(one)) {
        differences.add("did not fire: " + one);
      }
    }
    fired.forEach(one -> differences.add("should not have fired, or not twice: " + one));
    return new Result(expected.size(), differences);
  }

  private void add(
      String trigger,
      CounterKey counter,
      Resolution resolution,
      Predicate<CountRow> condition,
      Set<String> expected) {
    for (CountRow row : reader.series(counter, resolution, Instant.EPOCH, END)) {
      if (condition.test(row)) {
        expected.add(name(trigger, counter.company(), counter.value(), row.start().toString()));
      }
    }
  }

  private static String name(String trigger, String company, String value, String bucket) {
    return "%s of %s %s in %s".formatted(trigger, company, value, bucket);
  }
}
