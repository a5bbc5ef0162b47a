package io.quipu.cli.counts;

import io.quipu.cli.UsageException;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.range.DayGaps;
import io.quipu.store.queries.CountsReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of a counter in a range of days, in one line.
 *
 * @param lines the line; none if nothing was counted
 * @param lacksUniques whether customers are counted, but not those of the range
 */
record WholeRange(List<AnswerLine> lines, boolean lacksUniques) {
  /** What a user reads if the different customers of the range are not known. */
  static final String UNKNOWN =
      "The different customers of the range are not known: it has more than "
          + DayGaps.MAX_GAP
          + " days, or the catalog had no range-uniques when they were counted.";

  /**
   * Reads the numbers of the range between two instants, both at the begin of a day. Without a
   * limit, the range begins or ends with the days that have numbers.
   *
   * @throws UsageException if the range is not of whole days
   */
  static WholeRange read(
      CountsReader reader, CounterKey counter, ZoneId zone, Instant first, Instant end) {
    List<CountRow> days = reader.series(counter, Resolution.DAY, first, end);
    if (days.isEmpty()) {
      return new WholeRange(List.of(), false);
    }
    LocalDate firstDay = day(days.get(0).start(), zone);
    LocalDate lastDay = day(days.get(days.size() - 1).start(), zone);
    requireDay(first, zone, "--from");
    requireDay(end, zone, "--to");
    long count = 0;
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (CountRow day : days) {
      count += day.count();
      day.sums().forEach((name, sum) -> sums.merge(name, sum, BigDecimal::add));
    }
    boolean asksUniques = days.stream().anyMatch(day -> day.uniques() != null);
    Long uniques = asksUniques ? reader.rangeUniques(counter, firstDay, lastDay, zone) : null;
    return new WholeRange(
        List.of(new AnswerLine(firstDay + " to " + lastDay, null, count, uniques, sums)),
        asksUniques && uniques == null);
  }

  private static void requireDay(Instant limit, ZoneId zone, String option) {
    // Without the option, the limit is far away.
    boolean given =
        limit.isAfter(Instant.EPOCH) && limit.isBefore(Instant.parse("9000-01-01T00:00:00Z"));
    if (given && !day(limit, zone).atStartOfDay(zone).toInstant().equals(limit)) {
      throw new UsageException(
          option
              + " is not the begin of a day, and --total is of whole days; give a day, such as 2026-11-21.");
    }
  }

  private static LocalDate day(Instant time, ZoneId zone) {
    return time.atZone(zone).toLocalDate();
  }
}
