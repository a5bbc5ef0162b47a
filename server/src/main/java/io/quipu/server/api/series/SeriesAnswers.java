package io.quipu.server.api.series;

import io.quipu.model.calendar.BucketRange;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.DimensionKey;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.server.api.KeptMeasures;
import io.quipu.server.api.LimitedDimensions;
import io.quipu.server.api.MeasuresByStatistic;
import io.quipu.server.api.TimeParameters;
import io.quipu.server.api.TimedCounts;
import io.quipu.server.api.completeness.CompletenessAnswer;
import io.quipu.server.api.completeness.CompletenessLookup;
import io.quipu.server.api.series.SeriesQuestion.OneSeriesQuestion;
import io.quipu.server.http.Problem;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.progress.ProgressSnapshot;
import io.quipu.store.queries.Measure;
import io.quipu.store.queries.SeriesRange;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers {@link SeriesQuestion}s. Thread-safe. */
public final class SeriesAnswers {
  private static final int MOST_SERIES = 100;
  private static final int MOST_POINTS = 100_000;

  private final TimedCounts counts;
  private final LimitedDimensions limited;
  private final MeasuresByStatistic kept;
  private final CompletenessLookup completeness;
  private final Clock clock;
  private final SeriesTotals totals;
  private final AskedBuckets askedBuckets = new AskedBuckets();

  public SeriesAnswers(
      TimedCounts counts, MeasuresByStatistic kept, CompletenessLookup completeness, Clock clock) {
    this.completeness = completeness;
    this.counts = counts;
    this.limited = new LimitedDimensions(counts);
    this.kept = kept;
    this.clock = clock;
    this.totals = new SeriesTotals(counts);
  }

  private record Asked(CounterKey counter, Measure measure) {}

  /** The latest month of each requested dimension, of the company and of customers. */
  private record Latest(List<DirectoryEntry> ofCompany, List<DirectoryEntry> ofCustomers) {
    CompanyClock clock() {
      return new CompanyClock((ofCompany.isEmpty() ? ofCustomers : ofCompany).get(0).timeZone());
    }
  }

  /**
   * Reads the series that a question asks for.
   *
   * @throws Problem if the question is not valid
   */
  public SeriesAnswer answer(String company, SeriesQuestion question) {
    List<Asked> asked = asked(company, question);
    Latest latest = latest(asked);
    CompanyClock own = latest.clock();
    CompanyClock zone = TimeParameters.clock(question.timeZone(), own);
    Instant now = clock.instant();
    BucketGrids.Grid grid = askedBuckets.of(question, zone, now);
    BucketRange buckets = grid.buckets();
    BucketGrids.Grid gridBefore = compares(question) ? askedBuckets.before(zone, buckets) : null;
    BucketRange before = gridBefore == null ? null : gridBefore.buckets();
    requireFew(asked.size(), buckets.starts().size() * (before == null ? 1 : 2));
    StoredBuckets stored = StoredBuckets.of(own, zone, buckets);
    StoredBuckets storedBefore = before == null ? null : StoredBuckets.of(own, zone, before);
    asked.forEach(one -> stored.require(one.measure()));
    requireKept(company, latest.ofCompany(), stored.resolution());

    List<ProgressSnapshot> progress = progress(latest);
    Map<CounterKey, List<CountRow>> rows = read(asked, stored);
    Map<CounterKey, List<CountRow>> rowsBefore =
        storedBefore == null ? Map.of() : read(asked, storedBefore);
    List<SeriesAnswer.OneSeries> series = new ArrayList<>();
    for (Asked one : asked) {
      List<CountRow> found = rows.getOrDefault(one.counter(), List.of());
      requireMeasure(one, found);
      List<@Nullable BigDecimal> values = stored.numbers(found, one.measure());
      BigDecimal total = totals.of(one.counter(), one.measure(), values, own.zone(), buckets);
      if (storedBefore == null || before == null) {
        series.add(series(one, values, total, null));
        continue;
      }
      List<@Nullable BigDecimal> valuesBefore =
          storedBefore.numbers(rowsBefore.getOrDefault(one.counter(), List.of()), one.measure());
      series.add(
          series(
              one,
              values,
              total,
              new SeriesAnswer.Before(
                  valuesBefore,
                  totals.of(one.counter(), one.measure(), valuesBefore, own.zone(), before))));
    }
    CompletenessAnswer complete = completeness(progress, company, own, buckets);
    return new SeriesAnswer(
        company,
        zone.zone().getId(),
        buckets.resolution().word(),
        grid.starts().get(0),
        grid.end(),
        grid.starts(),
        open(zone, buckets, now),
        series,
        gridBefore == null
            ? null
            : new SeriesAnswer.Period(
                gridBefore.starts().get(0), gridBefore.end(), gridBefore.starts()),
        limited.in(dimensions(asked), own, buckets.starts().get(0), buckets.end()),
        hasSequence(asked) ? complete.ofSequence() : complete);
  }

  /** The dimensions of companies; those of customers have no limit. */
  private static Set<DimensionKey> dimensions(List<Asked> asked) {
    return asked.stream()
        .map(Asked::counter)
        .filter(counter -> counter.customer().isEmpty() && !counter.dimension().isEmpty())
        .map(
            counter ->
                new DimensionKey(counter.company(), counter.statistic(), counter.dimension()))
        .collect(Collectors.toSet());
  }

  private static boolean hasSequence(List<Asked> asked) {
    return asked.stream()
        .anyMatch(one -> one.counter().statistic().startsWith(SequenceDefinition.PREFIX));
  }

  /** Two jobs count the series of a company and those of customers. */
  private List<ProgressSnapshot> progress(Latest latest) {
    List<ProgressSnapshot> progress = new ArrayList<>();
    if (!latest.ofCompany().isEmpty()) {
      progress.add(completeness.snapshot(false));
    }
    if (!latest.ofCustomers().isEmpty()) {
      progress.add(completeness.snapshot(true));
    }
    return progress;
  }

  /** Of two jobs, what the one says that is not complete. */
  private CompletenessAnswer completeness(
      List<ProgressSnapshot> progress, String company, CompanyClock own, BucketRange buckets) {
    List<CompletenessAnswer> answers =
        progress.stream()
            .map(
                snapshot ->
                    completeness.answer(
                        snapshot, company, own.zone(), buckets.resolution(), spans(buckets), true))
            .toList();
    return answers.stream()
        .filter(answer -> !answer.complete())
        .findFirst()
        .orElseGet(() -> answers.get(0));
  }

  private static List<CompletenessLookup.Span> spans(BucketRange buckets) {
    List<CompletenessLookup.Span> spans = new ArrayList<>();
    for (int i = 0; i < buckets.starts().size(); i++) {
      spans.add(
          new CompletenessLookup.Span(
              buckets.starts().get(i),
              i + 1 < buckets.starts().size() ? buckets.starts().get(i + 1) : buckets.end()));
    }
    return spans;
  }

  private static List<Asked> asked(String company, SeriesQuestion question) {
    List<OneSeriesQuestion> series = question.series();
    if (series == null || series.isEmpty() || series.stream().anyMatch(Objects::isNull)) {
      throw Problem.ofParameter(
          "series", "series is empty, or one in it is null; name at least one.");
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
            "dimension and value go together; give both or none. For the largest values of a"
                + " dimension, ask /top.");
      }
      String customer = one.customer();
      String measure = one.measure();
      asked.add(
          new Asked(
              new CounterKey(
                  company,
                  customer == null ? "" : customer,
                  statistic,
                  dimension == null ? "" : dimension,
                  value == null ? "" : value),
              Measure.of(measure == null ? "count" : measure)));
    }
    return asked;
  }

  /** Finds the latest month of each requested dimension; throws if there is none. */
  private Latest latest(List<Asked> asked) {
    Map<DimensionKey, DirectoryEntry> ofCompany = new LinkedHashMap<>();
    Map<DimensionKey, DirectoryEntry> ofCustomers = new LinkedHashMap<>();
    for (Asked one : asked) {
      CounterKey counter = one.counter();
      DimensionKey dimension =
          new DimensionKey(counter.company(), counter.statistic(), counter.dimension());
      if (counter.customer().isEmpty()) {
        ofCompany.computeIfAbsent(dimension, key -> TimedCounts.latest(counts.months(key)));
      } else {
        ofCustomers.computeIfAbsent(
            dimension, key -> TimedCounts.latest(counts.customerMonths(key)));
      }
    }
    return new Latest(List.copyOf(ofCompany.values()), List.copyOf(ofCustomers.values()));
  }

  /** Refuses a resolution that is not kept: zeros would be wrong. Cannot check customers. */
  private void requireKept(String company, List<DirectoryEntry> latest, Resolution resolution) {
    List<KeptMeasures> ofEach =
        resolution == Resolution.MONTH ? List.of() : kept.of(company, latest);
    for (int i = 0; i < ofEach.size(); i++) {
      if (!ofEach.get(i).resolutions().contains(resolution)) {
        throw Problem.ofParameter(
            "resolution",
            "The statistic '"
                + latest.get(i).statistic()
                + "' keeps no "
                + resolution.word()
                + "s, from which the answer would be made; it keeps: "
                + ofEach.get(i).words()
                + ".");
      }
    }
  }

  private static boolean compares(SeriesQuestion question) {
    String compare = question.compare();
    if (compare != null && !compare.equals("previous")) {
      throw Problem.ofParameter(
          "compare", "compare is '" + compare + "'; write previous, or leave it out.");
    }
    return compare != null;
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

  private Map<CounterKey, List<CountRow>> read(List<Asked> asked, StoredBuckets stored) {
    List<CounterKey> counters = asked.stream().map(Asked::counter).distinct().toList();
    List<List<CountRow>> found =
        counts.series(
            counters.stream()
                .map(
                    counter ->
                        new SeriesRange(
                            counter, stored.resolution(), stored.from(), stored.asked().end()))
                .toList());
    Map<CounterKey, List<CountRow>> rows = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      rows.put(counters.get(i), found.get(i));
    }
    return rows;
  }

  private static void requireMeasure(Asked one, List<CountRow> rows) {
    if (rows.isEmpty() || rows.stream().anyMatch(row -> one.measure().in(row) != null)) {
      return;
    }
    throw Problem.ofParameter(
        "measure",
        "The statistic '"
            + one.counter().statistic()
            + "' keeps no '"
            + one.measure()
            + "' there; it keeps: "
            + String.join(", ", KeptMeasures.of(rows).measures())
            + ".");
  }

  private static SeriesAnswer.OneSeries series(
      Asked one,
      List<@Nullable BigDecimal> values,
      @Nullable BigDecimal total,
      SeriesAnswer.@Nullable Before before) {
    CounterKey counter = one.counter();
    boolean whole = counter.dimension().isEmpty();
    return new SeriesAnswer.OneSeries(
        counter.statistic(),
        whole ? null : counter.dimension(),
        whole ? null : counter.value(),
        counter.customer().isEmpty() ? null : counter.customer(),
        one.measure().toString(),
        values,
        total,
        before);
  }

  private static @Nullable String open(CompanyClock zone, BucketRange buckets, Instant now) {
    Instant current = zone.bucketStart(buckets.resolution(), now);
    return Collections.binarySearch(buckets.starts(), current) >= 0 ? zone.iso(current) : null;
  }
}
