package io.quipu.cli.demo;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.queries.CountsReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compares the stored counts with the recount. */
final class Proof {
  private static final Instant BEGINNING = Instant.EPOCH;
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  private final CountsReader reader;
  private final Recount recount;

  /** The number of compared rows, and the differences. */
  record Result(int rows, List<String> differences) {
    boolean holds() {
      return differences.isEmpty();
    }
  }

  Proof(CountsReader reader, Recount recount) {
    this.reader = reader;
    this.recount = recount;
  }

  Result compare() {
    Map<Recount.Key, Recount.Tally> expected = new HashMap<>(recount.tallies());
    expected.putAll(recount.ofSequence());
    Map<Recount.Key, CountRow> stored = stored();
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (key, tally) -> {
          CountRow row = stored.remove(key);
          if (row == null || !equal(key, tally, row)) {
            differences.add(describe(key) + ": sent " + numbers(key, tally) + ", stored " + row);
          }
        });
    stored.forEach((key, row) -> differences.add(describe(key) + ": never sent, stored " + row));
    return new Result(expected.size(), differences);
  }

  private Map<Recount.Key, CountRow> stored() {
    Map<Recount.Key, CountRow> rows = new HashMap<>();
    for (int company = 0; company < Population.COMPANIES.size(); company++) {
      for (int statistic = 0; statistic <= SequenceRecount.NUMBER; statistic++) {
        read(company, statistic, Recount.WHOLE, Resolution.DAY, rows);
        read(company, statistic, Recount.WHOLE, Resolution.MONTH, rows);
        for (int campaign = 0; campaign < Population.CAMPAIGNS; campaign++) {
          read(company, statistic, campaign, Resolution.MONTH, rows);
        }
      }
    }
    return rows;
  }

  private void read(
      int company,
      int statistic,
      int campaign,
      Resolution resolution,
      Map<Recount.Key, CountRow> rows) {
    ZoneId zone = Population.COMPANIES.get(company).zone();
    for (CountRow row :
        reader.series(counter(company, statistic, campaign), resolution, BEGINNING, END)) {
      LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(row.bucketStart()), zone);
      rows.put(new Recount.Key(company, statistic, campaign, resolution, day.toEpochDay()), row);
    }
  }

  private static CounterKey counter(int company, int statistic, int campaign) {
    String name = Population.COMPANIES.get(company).name();
    boolean isSequence = statistic == SequenceRecount.NUMBER;
    String of = isSequence ? "sequence:opened_then_bought" : Population.STATISTICS.get(statistic);
    String dimension = isSequence ? "opened.campaign" : "campaign";
    return campaign == Recount.WHOLE
        ? CounterKey.whole(name, of)
        : CounterKey.of(name, of, dimension, Population.CAMPAIGN_NAMES.get(campaign));
  }

  private static boolean equal(Recount.Key key, Recount.Tally tally, CountRow row) {
    return row.count() == tally.count
        && Objects.equals(row.uniques(), (long) tally.customers.cardinality())
        && row.sums().equals(sums(key, tally));
  }

  private static Map<String, BigDecimal> sums(Recount.Key key, Recount.Tally tally) {
    if (key.statistic() == SequenceRecount.NUMBER) {
      return Map.of("seconds", BigDecimal.valueOf(tally.cents, 3));
    }
    return key.statistic() == Population.STATISTICS.indexOf("purchase")
        ? Map.of("revenue", BigDecimal.valueOf(tally.cents, 2))
        : Map.of();
  }

  private static String describe(Recount.Key key) {
    return counter(key.company(), key.statistic(), key.campaign())
        + " "
        + key.resolution().word()
        + " "
        + LocalDate.ofEpochDay(key.localDay());
  }

  private static String numbers(Recount.Key key, Recount.Tally tally) {
    return tally.count + " by " + tally.customers.cardinality() + " " + sums(key, tally);
  }
}
