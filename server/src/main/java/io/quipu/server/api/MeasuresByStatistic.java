package io.quipu.server.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.store.directory.DirectoryEntry;
import io.quipu.store.queries.SeriesRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the resolutions and measures that statistics keep. The tables do not store this, so it is
 * read from the latest month. A statistic that keeps all resolutions is cached for 10 seconds.
 * Thread-safe.
 */
public final class MeasuresByStatistic {
  private static final Duration AGE = Duration.ofSeconds(10);
  private static final int MOST = 10_000;

  private final TimedCounts counts;
  private final Cache<CounterKey, KeptMeasures> remembered =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(AGE).build();

  MeasuresByStatistic(TimedCounts counts) {
    this.counts = counts;
  }

  /**
   * The resolutions and measures of one statistic.
   *
   * @param latest the latest month in which it was counted
   */
  public KeptMeasures of(String company, DirectoryEntry latest) {
    return of(company, List.of(latest)).get(0);
  }

  /** The resolutions and measures of several statistics, read at once. */
  public List<KeptMeasures> of(String company, List<DirectoryEntry> latest) {
    Map<CounterKey, KeptMeasures> found = new HashMap<>();
    List<CounterKey> missing = new ArrayList<>();
    List<SeriesRange> ranges = new ArrayList<>();
    for (DirectoryEntry entry : latest) {
      CounterKey whole = CounterKey.whole(company, entry.statistic());
      KeptMeasures kept = remembered.getIfPresent(whole);
      if (kept == null) {
        missing.add(whole);
        ranges.addAll(ranges(whole, entry));
      } else {
        found.put(whole, kept);
      }
    }
    List<List<CountRow>> rows = ranges.isEmpty() ? List.of() : counts.series(ranges);
    int each = Resolution.values().length;
    for (int i = 0; i < missing.size(); i++) {
      List<CountRow> all = new ArrayList<>();
      rows.subList(i * each, (i + 1) * each).forEach(all::addAll);
      KeptMeasures kept = KeptMeasures.of(all);
      found.put(missing.get(i), kept);
      // A new statistic may lack resolutions that are written a moment later.
      if (kept.keepsAll()) {
        remembered.put(missing.get(i), kept);
      }
    }
    return latest.stream()
        .map(entry -> found.get(CounterKey.whole(company, entry.statistic())))
        .toList();
  }

  private static List<SeriesRange> ranges(CounterKey whole, DirectoryEntry month) {
    Instant start = month.monthStart();
    Instant end = new CompanyClock(month.timeZone()).bucketEnd(Resolution.MONTH, start);
    List<SeriesRange> ranges = new ArrayList<>();
    for (Resolution resolution : Resolution.values()) {
      ranges.add(new SeriesRange(whole, resolution, start, end));
    }
    return ranges;
  }
}
