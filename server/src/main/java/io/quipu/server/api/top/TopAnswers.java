package io.quipu.server.api.top;

import io.quipu.model.calendar.Bucket;
import io.quipu.model.calendar.BucketRange;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.DimensionKey;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.server.api.KeptMeasures;
import io.quipu.server.api.LimitedDimensions;
import io.quipu.server.api.MeasuresByStatistic;
import io.quipu.server.api.PageToken;
import io.quipu.server.api.TimeParameters;
import io.quipu.server.api.TimedCounts;
import io.quipu.server.api.WholeDays;
import io.quipu.server.api.completeness.CompletenessAnswer;
import io.quipu.server.api.completeness.CompletenessLookup;
import io.quipu.server.http.ApiRequest;
import io.quipu.server.http.Problem;
import io.quipu.store.counts.ValueCount;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.progress.ProgressSnapshot;
import io.quipu.store.queries.Measure;
import io.quipu.store.queries.Ranking;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Answers which values of a dimension have the largest numbers. Thread-safe. */
public final class TopAnswers {
  private static final int MOST_VALUES = 1_000;

  /** The most partitions that one question reads and merges. */
  private static final int MOST_BUCKETS = 500;

  private final TimedCounts counts;
  private final LimitedDimensions limited;
  private final MeasuresByStatistic kept;
  private final CompletenessLookup completeness;
  private final Clock clock;

  public TopAnswers(
      TimedCounts counts, MeasuresByStatistic kept, CompletenessLookup completeness, Clock clock) {
    this.completeness = completeness;
    this.counts = counts;
    this.limited = new LimitedDimensions(counts);
    this.kept = kept;
    this.clock = clock;
  }

  private record Range(Instant from, Instant to) {

    /** The part of it that is in the months of the directory. */
    Range within(CompanyClock own, List<DirectoryEntry> months) {
      Instant first = months.get(0).monthStart();
      Instant end = own.bucketEnd(Resolution.MONTH, months.get(months.size() - 1).monthStart());
      return new Range(from.isBefore(first) ? first : from, to.isAfter(end) ? end : to);
    }
  }

  /**
   * Finds the top values for a request.
   *
   * @throws Problem if the request is not valid
   */
  public TopAnswer answer(ApiRequest call) {
    return answer(
        call,
        new DimensionKey(
            call.path("company"), call.required("statistic"), call.required("dimension")));
  }

  /**
   * Finds the top values of a dimension, with the other parameters of a request.
   *
   * @throws Problem if the request is not valid
   */
  public TopAnswer answer(ApiRequest call, DimensionKey dimension) {
    if (dimension.dimension().isEmpty()) {
      throw Problem.ofParameter("dimension", "dimension is empty; name one.");
    }
    Measure measure = Measure.of(call.query("measure").orElse("count"));
    int limit = call.number("limit", 10, MOST_VALUES);
    List<DirectoryEntry> months = counts.months(dimension);
    CompanyClock own = TimedCounts.clock(months);
    CompanyClock zone = TimeParameters.clock(call.query("timeZone").orElse(null), own);
    Range range = range(call, own, zone);
    KeptMeasures itsOwn = kept.of(dimension.company(), TimedCounts.latest(months));
    Range counted = range.within(own, months);
    List<Bucket> buckets = buckets(itsOwn, own, counted);
    Ranking all = Ranking.by(measure).best(limit + 1);
    Optional<String> after = call.query("after");
    Ranking ranking = after.isEmpty() ? all : all.after(place(after.get()));
    ProgressSnapshot progress = completeness.snapshot(false);
    List<ValueCount> found = found(dimension, own, counted, buckets, measure, ranking);
    if (found.isEmpty() && !itsOwn.measures().contains(measure.toString())) {
      throw Problem.ofParameter(
          "measure",
          "The statistic '"
              + dimension.statistic()
              + "' keeps no '"
              + measure
              + "'; it keeps: "
              + String.join(", ", itsOwn.measures())
              + ".");
    }
    List<ValueCount> page = found.subList(0, Math.min(limit, found.size()));
    CompletenessAnswer complete =
        completeness.answer(
            progress,
            dimension.company(),
            own.zone(),
            buckets.size() == 1 ? buckets.get(0).resolution() : Resolution.HOUR,
            List.of(new CompletenessLookup.Span(range.from(), range.to())),
            false);
    return new TopAnswer(
        dimension.company(),
        dimension.statistic(),
        dimension.dimension(),
        measure.toString(),
        zone.zone().getId(),
        zone.iso(range.from()),
        zone.iso(range.to()),
        page.stream().map(TopAnswer.TopValue::of).toList(),
        found.size() > limit ? next(ranking, page.get(limit - 1)) : null,
        buckets.isEmpty()
            ? null
            : limited.in(List.of(dimension), own, buckets.get(0).start(), range.to()),
        dimension.statistic().startsWith(SequenceDefinition.PREFIX)
            ? complete.ofSequence()
            : complete);
  }

  private Range range(ApiRequest call, CompanyClock own, CompanyClock zone) {
    Optional<String> from = call.query("from");
    Optional<String> to = call.query("to");
    Optional<String> bucket = call.query("bucket");
    if (from.isPresent() || to.isPresent()) {
      if (bucket.isPresent() || call.query("resolution").isPresent()) {
        throw Problem.ofParameter(
            bucket.isPresent() ? "bucket" : "resolution",
            "A bucket and a range cannot be combined; give resolution and bucket, or from and to.");
      }
      Optional<Instant> first = from.map(text -> TimeParameters.parse(zone, "from", text));
      Optional<Instant> end = to.map(text -> TimeParameters.parse(zone, "to", text));
      TimeParameters.requireRange(first, end);
      return new Range(
          hour(own, first.orElse(Instant.EPOCH)), hour(own, end.orElseGet(clock::instant)));
    }
    Resolution resolution =
        TimeParameters.resolution(call.query("resolution").orElse(null), Resolution.MONTH);
    Instant in =
        bucket.map(text -> TimeParameters.parse(zone, "bucket", text)).orElseGet(clock::instant);
    Instant start = zone.bucketStart(resolution, in);
    Instant end = zone.bucketEnd(resolution, start);
    if (!hour(own, start).equals(start) || !hour(own, end).equals(end)) {
      throw Problem.ofParameter(
          "timeZone",
          "The "
              + resolution.word()
              + "s of "
              + zone.zone()
              + " do not begin with an hour of "
              + own.zone()
              + ", in which the company's counts are stored; leave timeZone out, or name a zone"
              + " that is whole hours away.");
    }
    return new Range(start, end);
  }

  private static Instant hour(CompanyClock own, Instant instant) {
    return BucketRange.firstFrom(own, Resolution.HOUR, instant);
  }

  private static List<Bucket> buckets(KeptMeasures itsOwn, CompanyClock own, Range range) {
    List<Bucket> buckets;
    try {
      buckets = BucketRange.covering(own, itsOwn.resolutions(), range.from(), range.to());
    } catch (IllegalArgumentException e) {
      throw Problem.ofParameter(
          "resolution", e.getMessage() + " The statistic keeps: " + itsOwn.words() + ".");
    }
    if (buckets.size() > MOST_BUCKETS) {
      throw Problem.ofParameter(
          "from",
          "The range is made of more than "
              + MOST_BUCKETS
              + " months, days and hours; let it begin and end with a month.");
    }
    return buckets;
  }

  private List<ValueCount> found(
      DimensionKey dimension,
      CompanyClock own,
      Range range,
      List<Bucket> buckets,
      Measure measure,
      Ranking ranking) {
    if (buckets.isEmpty()) {
      return List.of();
    }
    if (buckets.size() == 1) {
      return counts.ask(reader -> reader.top(dimension, buckets, ranking));
    }
    Optional<WholeDays> days = WholeDays.of(range.from(), range.to(), own.zone());
    TopOfRange top = new TopOfRange(counts, dimension, own.zone());
    return measure.equals(Measure.UNIQUES)
        ? top.byUniques(days, ranking)
        : top.byOthers(buckets, days, ranking);
  }

  private static Ranking.Place place(String token) {
    List<String> position = PageToken.position(token, 2);
    try {
      return new Ranking.Place(new BigDecimal(position.get(0)), position.get(1));
    } catch (NumberFormatException e) {
      throw PageToken.refusal();
    }
  }

  private static String next(Ranking ranking, ValueCount last) {
    Ranking.Place place = Objects.requireNonNull(ranking.place(last));
    return PageToken.of(List.of(place.measure().toString(), place.value()));
  }
}
