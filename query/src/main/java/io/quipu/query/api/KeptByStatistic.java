package io.quipu.query.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quipu.model.CountRow;
import io.quipu.model.Counter;
import io.quipu.model.Resolution;
import io.quipu.query.DirectoryEntry;
import io.quipu.query.Moments;
import io.quipu.query.SeriesRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What statistics keep. The tables do not say, so their latest month is looked at; a statistic that
 * keeps everything is remembered for a while. Thread-safe.
 */
final class KeptByStatistic {
  private static final Duration AGE = Duration.ofSeconds(10);
  private static final int MOST = 10_000;

  private final Counts counts;
  private final Cache<Counter, Kept> remembered =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(AGE).build();

  KeptByStatistic(Counts counts) {
    this.counts = counts;
  }

  /**
   * What one statistic keeps.
   *
   * @param latest a month in which it was counted
   */
  Kept of(String company, DirectoryEntry latest) {
    return of(company, List.of(latest)).get(0);
  }

  /** The same of several, which are asked for at once. */
  List<Kept> of(String company, List<DirectoryEntry> latest) {
    Map<Counter, Kept> found = new HashMap<>();
    List<Counter> missing = new ArrayList<>();
    List<SeriesRange> ranges = new ArrayList<>();
    for (DirectoryEntry entry : latest) {
      Counter whole = Counter.whole(company, entry.statistic());
      Kept kept = remembered.getIfPresent(whole);
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
      Kept kept = Kept.of(all);
      found.put(missing.get(i), kept);
      // Of what has just begun, some resolutions may be about to be written.
      if (kept.keepsAll()) {
        remembered.put(missing.get(i), kept);
      }
    }
    return latest.stream()
        .map(entry -> found.get(Counter.whole(company, entry.statistic())))
        .toList();
  }

  private static List<SeriesRange> ranges(Counter whole, DirectoryEntry month) {
    Instant start = month.monthStart();
    Instant end = new Moments(month.timeZone()).bucketEnd(Resolution.MONTH, start);
    List<SeriesRange> ranges = new ArrayList<>();
    for (Resolution resolution : Resolution.values()) {
      ranges.add(new SeriesRange(whole, resolution, start, end));
    }
    return ranges;
  }
}
