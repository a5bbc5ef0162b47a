package io.quipu.store.progress;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.progress.Completeness;
import io.quipu.model.progress.Counted;
import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.WaitingLetters;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a keyspace was counted at one moment. Create it before you read counts: then they have
 * all that it calls counted. What waits is read later, so it misses nothing that is called counted.
 * Thread-safe.
 */
public final class ProgressSnapshot {
  private final ProgressReader reader;
  private final Counted counted;
  private final Map<String, Optional<Lateness>> lateness = new ConcurrentHashMap<>();
  private final Map<Hours, WaitingLetters> letters = new ConcurrentHashMap<>();
  private final Map<String, List<AuditsTable.AuditEnd>> audits = new ConcurrentHashMap<>();

  private record Hours(int first, int last) {}

  private ProgressSnapshot(ProgressReader reader) {
    this.reader = reader;
    this.counted = reader.counted();
  }

  /** Takes a snapshot. */
  public static ProgressSnapshot take(ProgressReader reader) {
    return new ProgressSnapshot(reader);
  }

  /** How far the keyspace was counted. */
  public Counted counted() {
    return counted;
  }

  /**
   * What decides whether buckets of a company are complete.
   *
   * @param resolution that of the buckets
   * @param start when the first bucket begins, in milliseconds since 1970
   * @param end when the last one ends
   * @param zone the zone of the company
   */
  public Completeness of(String company, Resolution resolution, long start, long end, ZoneId zone) {
    Lateness seen =
        lateness
            .computeIfAbsent(company, name -> Optional.ofNullable(reader.lateness(name)))
            .orElse(null);
    long wait = new Completeness(counted, seen, new WaitingLetters(Map.of()), null, 0).waitMillis();
    int first = WaitingLetters.firstHour(start);
    WaitingLetters waiting =
        letters.computeIfAbsent(
            new Hours(first, Math.max(first, WaitingLetters.lastHour(end, wait))),
            hours -> reader.letters(hours.first(), hours.last()));
    AuditsTable.AuditEnd audit = lastAudit(resolution, start, end, zone);
    return new Completeness(
        counted,
        seen,
        waiting,
        audit == null ? null : audit.audited(),
        audit == null ? 0 : audit.wrongRows());
  }

  /**
   * The last audit that found something wrong in one of the buckets, or else the oldest last one.
   */
  private AuditsTable.@Nullable AuditEnd lastAudit(
      Resolution resolution, long start, long end, ZoneId zone) {
    List<AuditsTable.AuditEnd> all = audits.computeIfAbsent("", key -> reader.audits());
    if (all.isEmpty()) {
      return null;
    }
    CompanyClock clock = new CompanyClock(zone);
    AuditsTable.AuditEnd found = null;
    Instant bucket = Instant.ofEpochMilli(start);
    while (bucket.toEpochMilli() < end) {
      Instant from = bucket;
      Instant to = clock.bucketEnd(resolution, bucket);
      AuditsTable.AuditEnd audit =
          all.stream()
              .filter(each -> each.scope().has(resolution, from, to, zone))
              .findFirst()
              .orElse(null);
      if (audit == null) {
        return null;
      }
      if (audit.wrongRows() > 0) {
        return audit;
      }
      found = found == null || audit.audited().isBefore(found.audited()) ? audit : found;
      bucket = to;
    }
    return found;
  }
}
