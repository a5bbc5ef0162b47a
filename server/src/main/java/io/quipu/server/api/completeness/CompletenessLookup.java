package io.quipu.server.api.completeness;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.progress.Completeness;
import io.quipu.model.progress.Counted;
import io.quipu.model.progress.Lateness;
import io.quipu.server.api.TimedCounts;
import io.quipu.server.api.completeness.CompletenessAnswer.CountedPartition;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.ProgressReader;
import io.quipu.store.progress.ProgressSnapshot;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether answers are complete. Take a snapshot before you read counts. A snapshot is
 * used for five seconds, so an answer changes at most so often only because the job goes on.
 * Thread-safe.
 */
public final class CompletenessLookup {
  private static final Duration AGE = Duration.ofSeconds(5);
  private static final MathContext DIGITS = new MathContext(3);

  private final TimedCounts counts;
  private final Clock clock;
  private final Map<RunsTable.Kind, ProgressReader> readers = new ConcurrentHashMap<>();
  private final LoadingCache<RunsTable.Kind, ProgressSnapshot> snapshots =
      Caffeine.newBuilder().expireAfterWrite(AGE).build(this::take);

  /**
   * A lookup.
   *
   * @param clock shows which bucket has not ended yet
   */
  public CompletenessLookup(TimedCounts counts, Clock clock) {
    this.counts = counts;
    this.clock = clock;
  }

  /** A bucket of an answer. */
  public record Span(Instant start, Instant end) {}

  private ProgressSnapshot take(RunsTable.Kind kind) {
    ProgressReader reader =
        readers.computeIfAbsent(kind, key -> counts.ask(all -> all.progress(key)));
    return counts.ask(all -> ProgressSnapshot.take(reader));
  }

  /** The present state of the counts of companies, or of customers. */
  public ProgressSnapshot snapshot(boolean customers) {
    return snapshots.get(customers ? RunsTable.Kind.CUSTOMER : RunsTable.Kind.STATISTIC);
  }

  /**
   * Says whether buckets are complete.
   *
   * @param snapshot was taken before the counts were read
   * @param zone the zone of the company
   * @param spans the buckets, in the order of time; may be empty
   * @param each whether to say it for each bucket
   */
  public CompletenessAnswer answer(
      ProgressSnapshot snapshot,
      String company,
      ZoneId zone,
      Resolution resolution,
      List<Span> spans,
      boolean each) {
    long now = clock.millis();
    long start = spans.isEmpty() ? now : spans.get(0).start().toEpochMilli();
    long end = spans.isEmpty() ? now : spans.get(spans.size() - 1).end().toEpochMilli();
    Completeness completeness =
        counts.ask(
            reader -> snapshot.of(company, resolution, start, Math.max(start + 1, end), zone));
    List<Boolean> complete = new ArrayList<>();
    @Nullable String missing = null;
    for (Span span : spans) {
      String here =
          completeness.missing(span.start().toEpochMilli(), span.end().toEpochMilli(), now);
      complete.add(here == null);
      missing = missing == null ? here : missing;
    }
    Counted counted = completeness.counted();
    Lateness lateness = completeness.lateness();
    Instant auditedAt = completeness.auditedAt();
    boolean known = counted.upTo() != Counted.ALL && counted.upTo() != Counted.NOTHING;
    return new CompletenessAnswer(
        missing == null,
        missing,
        each ? complete : null,
        start <= now && now < end,
        known ? text(Instant.ofEpochMilli(counted.upTo())) : null,
        counted.positions().stream()
            .map(one -> new CountedPartition(one.source(), one.partition(), one.offset()))
            .toList(),
        lateness == null ? null : TimeUnit.MILLISECONDS.toSeconds(completeness.waitMillis()),
        lateness == null ? null : BigDecimal.valueOf(lateness.lateShare(resolution)).round(DIGITS),
        completeness.letters().of(start, end, completeness.waitMillis()),
        auditedAt == null ? null : text(auditedAt),
        completeness.wrongRows(),
        counted.exactness());
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
