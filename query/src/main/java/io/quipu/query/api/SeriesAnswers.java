package io.quipu.query.api;

import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.Resolution;
import io.quipu.query.Buckets;
import io.quipu.query.Dimension;
import io.quipu.query.DirectoryEntry;
import io.quipu.query.Measure;
import io.quipu.query.Moments;
import io.quipu.query.SeriesRange;
import io.quipu.query.api.SeriesQuestion.OneSeriesQuestion;
import io.quipu.query.http.Problem;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers {@link SeriesQuestion}s. Thread-safe. */
final class SeriesAnswers {
  private static final int MOST_SERIES = 100;
  private static final int MOST_BUCKETS = 10_000;
  private static final int MOST_POINTS = 100_000;

  /** How many buckets are shown if the question does not say. */
  private static final Map<Resolution, Integer> LAST =
      Map.of(Resolution.HOUR, 24, Resolution.DAY, 30, Resolution.MONTH, 12);

  private final Counts counts;
  private final Clock clock;

  SeriesAnswers(Counts counts, Clock clock) {
    this.counts = counts;
    this.clock = clock;
  }

  private record Asked(Counter counter, Measure measure) {}

  /**
   * The series of a company.
   *
   * @throws Problem if the question is wrong
   */
  SeriesAnswer answer(String company, SeriesQuestion question) {
    List<Asked> asked = asked(company, question);
    Moments own = ownClock(asked);
    Moments zone = Times.clock(question.timeZone(), own);
    Instant now = clock.instant();
    Buckets buckets = buckets(question, zone, now);
    Buckets before = compares(question) ? before(zone, buckets) : null;
    requireFew(asked.size(), buckets.starts().size() * (before == null ? 1 : 2));
    StoredBuckets stored = StoredBuckets.of(own, zone, buckets);
    StoredBuckets storedBefore = before == null ? null : StoredBuckets.of(own, zone, before);
    asked.forEach(one -> stored.require(one.measure()));

    Map<Counter, List<CountRow>> rows = read(asked, stored);
    Map<Counter, List<CountRow>> rowsBefore =
        storedBefore == null ? Map.of() : read(asked, storedBefore);
    List<SeriesAnswer.OneSeries> series = new ArrayList<>();
    for (Asked one : asked) {
      List<CountRow> found = rows.getOrDefault(one.counter(), List.of());
      requireKept(one, found);
      series.add(
          series(
              one,
              stored.numbers(found, one.measure()),
              storedBefore == null
                  ? null
                  : storedBefore.numbers(
                      rowsBefore.getOrDefault(one.counter(), List.of()), one.measure())));
    }
    List<String> starts = buckets.starts().stream().map(zone::iso).toList();
    return new SeriesAnswer(
        company,
        zone.zone().getId(),
        buckets.resolution().word(),
        starts.get(0),
        zone.iso(buckets.end()),
        starts,
        open(zone, buckets, now),
        series,
        before == null ? null : period(zone, before));
  }

  private static List<Asked> asked(String company, SeriesQuestion question) {
    List<OneSeriesQuestion> series = question.series();
    if (series == null || series.isEmpty()) {
      throw Problem.ofParameter("series", "No series is asked for; name at least one in series.");
    }
    requireFew(series.size(), 1);
    List<Asked> asked = new ArrayList<>();
    for (OneSeriesQuestion one : series) {
      String statistic = one.statistic();
      String dimension = one.dimension();
      String value = one.value();
      if (statistic == null) {
        throw Problem.ofParameter("statistic", "statistic is missing; name what to count.");
      }
      if ((dimension == null || dimension.isEmpty()) != (value == null)) {
        throw Problem.ofParameter(
            value == null ? "value" : "dimension",
            "dimension and value go together; give both or none. The largest values of a dimension"
                + " are at top.");
      }
      String customer = one.customer();
      String measure = one.measure();
      asked.add(
          new Asked(
              new Counter(
                  company,
                  customer == null ? "" : customer,
                  statistic,
                  dimension == null ? "" : dimension,
                  value == null ? "" : value),
              Measure.of(measure == null ? "count" : measure)));
    }
    return asked;
  }

  /** The company's clock; makes sure that all that is asked for is counted. */
  private Moments ownClock(List<Asked> asked) {
    Map<Counter, List<DirectoryEntry>> known = new HashMap<>();
    List<DirectoryEntry> last = List.of();
    for (Asked one : asked) {
      Counter counter = one.counter();
      boolean ofCustomer = !counter.customer().isEmpty();
      Counter any =
          new Counter(
              counter.company(),
              ofCustomer ? "any" : "",
              counter.statistic(),
              counter.dimension(),
              "");
      last =
          known.computeIfAbsent(
              any,
              key -> {
                Dimension dimension =
                    new Dimension(key.company(), key.statistic(), key.dimension());
                return ofCustomer ? counts.customerMonths(dimension) : counts.months(dimension);
              });
    }
    return Counts.clock(last);
  }

  private static Buckets buckets(SeriesQuestion question, Moments zone, Instant now) {
    Resolution resolution = Times.resolution(question.resolution(), Resolution.DAY);
    String from = question.from();
    String to = question.to();
    Instant end =
        to == null
            ? zone.bucketEnd(resolution, zone.bucketStart(resolution, now))
            : Times.parse(zone, "to", to);
    Instant start =
        from == null
            ? back(zone, resolution, end, LAST.getOrDefault(resolution, 1))
            : Times.parse(zone, "from", from);
    Buckets buckets;
    try {
      buckets = Buckets.between(zone, resolution, start, end, MOST_BUCKETS);
    } catch (IllegalArgumentException e) {
      throw Problem.ofParameter("from", String.valueOf(e.getMessage()));
    }
    if (buckets.starts().isEmpty()) {
      throw Problem.ofParameter(
          "from",
          "No "
              + resolution.word()
              + " begins between from and to; let from be earlier, or to later.");
    }
    return buckets;
  }

  private static boolean compares(SeriesQuestion question) {
    String compare = question.compare();
    if (compare != null && !compare.equals("previous")) {
      throw Problem.ofParameter(
          "compare", "compare is '" + compare + "'; write previous, or leave it out.");
    }
    return compare != null;
  }

  /** As many buckets that end where the others begin. */
  private static Buckets before(Moments zone, Buckets buckets) {
    Instant end = buckets.starts().get(0);
    Instant start =
        buckets.resolution() == Resolution.HOUR
            ? end.minus(Duration.between(end, buckets.end()))
            : back(zone, buckets.resolution(), end, buckets.starts().size());
    return Buckets.between(zone, buckets.resolution(), start, end, 2 * MOST_BUCKETS);
  }

  /** So many hours of the clock, days or months of the calendar before an instant. */
  private static Instant back(Moments zone, Resolution resolution, Instant end, int buckets) {
    LocalDate date = LocalDate.ofInstant(end, zone.zone());
    return switch (resolution) {
      case HOUR -> end.minus(Duration.ofHours(buckets));
      case DAY -> date.minusDays(buckets).atStartOfDay(zone.zone()).toInstant();
      case MONTH -> date.minusMonths(buckets).atStartOfDay(zone.zone()).toInstant();
    };
  }

  private static void requireFew(int series, int buckets) {
    if (series > MOST_SERIES) {
      throw Problem.ofParameter(
          "series", "There are more than " + MOST_SERIES + " series; ask for them in parts.");
    }
    if ((long) series * buckets > MOST_POINTS) {
      throw Problem.ofParameter(
          "from",
          "These are more than "
              + MOST_POINTS
              + " numbers; ask for fewer series, less time or a longer resolution.");
    }
  }

  private Map<Counter, List<CountRow>> read(List<Asked> asked, StoredBuckets stored) {
    List<Counter> counters = asked.stream().map(Asked::counter).distinct().toList();
    List<List<CountRow>> found =
        counts.series(
            counters.stream()
                .map(
                    counter ->
                        new SeriesRange(
                            counter, stored.resolution(), stored.from(), stored.asked().end()))
                .toList());
    Map<Counter, List<CountRow>> rows = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      rows.put(counters.get(i), found.get(i));
    }
    return rows;
  }

  private static void requireKept(Asked one, List<CountRow> rows) {
    if (rows.isEmpty() || rows.stream().anyMatch(row -> one.measure().in(row) != null)) {
      return;
    }
    TreeSet<String> kept = new TreeSet<>();
    for (CountRow row : rows) {
      kept.addAll(Measures.of(row));
    }
    throw Problem.ofParameter(
        "measure",
        "The statistic '"
            + one.counter().statistic()
            + "' keeps no '"
            + one.measure()
            + "' there; it keeps: "
            + String.join(", ", kept)
            + ".");
  }

  private static SeriesAnswer.OneSeries series(
      Asked one, List<@Nullable BigDecimal> values, @Nullable List<@Nullable BigDecimal> before) {
    Counter counter = one.counter();
    boolean whole = counter.dimension().isEmpty();
    return new SeriesAnswer.OneSeries(
        counter.statistic(),
        whole ? null : counter.dimension(),
        whole ? null : counter.value(),
        counter.customer().isEmpty() ? null : counter.customer(),
        one.measure().toString(),
        values,
        total(one, values),
        before == null ? null : new SeriesAnswer.Before(before, total(one, before)));
  }

  private static @Nullable BigDecimal total(Asked one, List<@Nullable BigDecimal> values) {
    if (one.measure().equals(Measure.UNIQUES)) {
      return null;
    }
    BigDecimal total = BigDecimal.ZERO;
    for (BigDecimal value : values) {
      total = value == null ? total : total.add(value);
    }
    return total;
  }

  private static @Nullable String open(Moments zone, Buckets buckets, Instant now) {
    Instant current = zone.bucketStart(buckets.resolution(), now);
    return buckets.starts().contains(current) ? zone.iso(current) : null;
  }

  private static SeriesAnswer.Period period(Moments zone, Buckets buckets) {
    List<String> starts = buckets.starts().stream().map(zone::iso).toList();
    return new SeriesAnswer.Period(starts.get(0), zone.iso(buckets.end()), starts);
  }
}
