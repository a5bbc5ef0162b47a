package io.quipu.server.api.names;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.DimensionKey;
import io.quipu.server.api.KeptMeasures;
import io.quipu.server.api.MeasuresByStatistic;
import io.quipu.server.api.PageToken;
import io.quipu.server.api.Replies;
import io.quipu.server.api.TimeParameters;
import io.quipu.server.api.TimedCounts;
import io.quipu.server.http.ApiRequest;
import io.quipu.server.http.Reply;
import io.quipu.server.keys.Access;
import io.quipu.store.directory.DirectoryEntry;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists the companies, statistics, dimensions and values that have counts. Thread-safe. */
public final class NameLookup {
  private static final int MOST_NAMES = 1_000;

  /** The number of latest months in which values are searched, if the question has no range. */
  private static final int LATEST_MONTHS = 12;

  private final TimedCounts counts;
  private final MeasuresByStatistic kept;

  public NameLookup(TimedCounts counts, MeasuresByStatistic kept) {
    this.counts = counts;
    this.kept = kept;
  }

  public Reply companies(ApiRequest call) {
    int limit = call.number("limit", 100, MOST_NAMES);
    String prefix = call.query("prefix").orElse("");
    String after = after(call);
    List<String> found =
        companies(call.access())
            .filter(name -> name.startsWith(prefix))
            .filter(name -> after.isEmpty() || name.compareTo(after) > 0)
            .sorted()
            .limit(limit + 1L)
            .toList();
    List<String> page = found.subList(0, Math.min(limit, found.size()));
    return Reply.json(new NameAnswers.Companies(page, next(found, page)));
  }

  private Stream<String> companies(Access access) {
    return access.seesAll()
        ? counts.ask(reader -> reader.directory().companies().toList()).stream()
        : access.companies().stream()
            .filter(name -> !counts.ask(reader -> reader.directory().of(name)).isEmpty());
  }

  public Reply statistics(ApiRequest call) {
    String company = call.path("company");
    List<DirectoryEntry> entries = counts.company(company);
    CompanyClock clock = TimedCounts.clock(entries);
    Map<String, List<DirectoryEntry>> statistics =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    DirectoryEntry::statistic, TreeMap::new, Collectors.toList()));
    List<KeptMeasures> ofEach =
        kept.of(company, statistics.values().stream().map(TimedCounts::latest).toList());
    List<NameAnswers.Statistic> found = new ArrayList<>();
    for (Map.Entry<String, List<DirectoryEntry>> statistic : statistics.entrySet()) {
      KeptMeasures itsOwn = ofEach.get(found.size());
      found.add(
          new NameAnswers.Statistic(
              statistic.getKey(),
              itsOwn.measures(),
              itsOwn.resolutions().stream().sorted().map(Resolution::word).toList(),
              statistic.getValue().stream()
                  .map(DirectoryEntry::dimension)
                  .filter(name -> !name.isEmpty())
                  .distinct()
                  .toList(),
              first(statistic.getValue()),
              last(statistic.getValue())));
    }
    return Reply.json(new NameAnswers.Statistics(company, clock.zone().getId(), found));
  }

  public Reply dimensions(ApiRequest call) {
    String company = call.path("company");
    String statistic = call.required("statistic");
    Map<String, List<DirectoryEntry>> dimensions =
        counts.company(company).stream()
            .filter(entry -> entry.statistic().equals(statistic))
            .collect(
                Collectors.groupingBy(
                    DirectoryEntry::dimension, TreeMap::new, Collectors.toList()));
    if (dimensions.isEmpty()) {
      // Throws an exception that names the statistics that exist.
      counts.months(new DimensionKey(company, statistic, ""));
    }
    return Reply.json(
        new NameAnswers.Dimensions(
            company,
            statistic,
            dimensions.entrySet().stream()
                .filter(dimension -> !dimension.getKey().isEmpty())
                .map(
                    dimension ->
                        new NameAnswers.OneDimension(
                            dimension.getKey(),
                            first(dimension.getValue()),
                            last(dimension.getValue())))
                .toList()));
  }

  /**
   * The values of a dimension.
   *
   * @throws io.quipu.store.directory.NotCountedException if there is no such dimension
   */
  public Reply values(ApiRequest call) {
    DimensionKey dimension =
        new DimensionKey(
            call.path("company"), call.required("statistic"), call.required("dimension"));
    int limit = call.number("limit", 100, MOST_NAMES);
    String prefix = call.query("prefix").orElse("");
    String after = after(call);
    List<DirectoryEntry> months = counts.months(dimension);
    List<Instant> asked = months(call, months);
    List<String> found =
        counts.ask(reader -> reader.valueNames(dimension, asked, prefix, after, limit + 1));
    List<String> page = found.subList(0, Math.min(limit, found.size()));
    return Replies.of(
        call,
        new NameAnswers.Values(
            dimension.company(),
            dimension.statistic(),
            dimension.dimension(),
            page,
            next(found, page)));
  }

  private static List<Instant> months(ApiRequest call, List<DirectoryEntry> months) {
    CompanyClock clock = TimedCounts.clock(months);
    Optional<Instant> from =
        call.query("from").map(text -> TimeParameters.parse(clock, "from", text));
    Optional<Instant> to = call.query("to").map(text -> TimeParameters.parse(clock, "to", text));
    TimeParameters.requireRange(from, to);
    List<Instant> asked =
        months.stream()
            .map(DirectoryEntry::monthStart)
            .filter(
                month ->
                    from.isEmpty() || clock.bucketEnd(Resolution.MONTH, month).isAfter(from.get()))
            .filter(month -> to.isEmpty() || month.isBefore(to.get()))
            .toList();
    boolean all = from.isPresent() || to.isPresent();
    return all ? asked : asked.subList(Math.max(0, asked.size() - LATEST_MONTHS), asked.size());
  }

  private static String after(ApiRequest call) {
    return call.query("after").map(token -> PageToken.position(token, 1).get(0)).orElse("");
  }

  private static @Nullable String next(List<String> found, List<String> page) {
    return found.size() > page.size() ? PageToken.of(List.of(page.get(page.size() - 1))) : null;
  }

  private static String first(List<DirectoryEntry> entries) {
    return entries.stream()
        .map(DirectoryEntry::month)
        .sorted()
        .findFirst()
        .orElseThrow()
        .toString();
  }

  private static String last(List<DirectoryEntry> entries) {
    return entries.stream()
        .map(DirectoryEntry::month)
        .max(YearMonth::compareTo)
        .orElseThrow()
        .toString();
  }
}
