package io.quipu.cli.counts;

import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.progress.Completeness;
import io.quipu.model.progress.Counted;
import io.quipu.model.progress.Lateness;
import io.quipu.store.progress.ProgressSnapshot;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says on the error output whether printed numbers are complete. The output itself stays as it is,
 * because programs read it.
 */
final class CompletenessText {
  private final ProgressSnapshot progress;
  private final String company;
  private final CompanyClock clock;

  /**
   * For the numbers of a company.
   *
   * @param progress was taken before the numbers were read
   */
  CompletenessText(ProgressSnapshot progress, String company, CompanyClock clock) {
    this.progress = progress;
    this.company = company;
    this.clock = clock;
  }

  /**
   * Prints it for buckets.
   *
   * @param buckets the starts of the buckets that were printed, by resolution
   */
  void print(Map<Resolution, ? extends Set<Instant>> buckets, PrintWriter err) {
    String details = "";
    for (Map.Entry<Resolution, ? extends Set<Instant>> some : new TreeMap<>(buckets).entrySet()) {
      if (!some.getValue().isEmpty()) {
        details = print(some.getKey(), new TreeSet<>(some.getValue()), err);
      }
    }
    if (!details.isEmpty()) {
      err.println(details);
    }
    err.flush();
  }

  /** Prints how many are complete, and returns the details, which are the same for all buckets. */
  private String print(Resolution resolution, NavigableSet<Instant> starts, PrintWriter err) {
    long first = starts.first().toEpochMilli();
    long last = clock.bucketEnd(resolution, starts.last()).toEpochMilli();
    Completeness completeness = progress.of(company, resolution, first, last, clock.zone());
    int complete = 0;
    @Nullable String missing = null;
    for (Instant start : starts) {
      String here =
          completeness.missing(
              start.toEpochMilli(),
              clock.bucketEnd(resolution, start).toEpochMilli(),
              Clock.systemUTC().millis());
      if (here == null) {
        complete++;
      } else if (missing == null) {
        missing =
            "The %s %s: %s".formatted(resolution.word(), clock.bucket(resolution, start), here);
      }
    }
    err.printf(
        Locale.ROOT, "Complete: %,d of %,d %ss.%n", complete, starts.size(), resolution.word());
    if (missing != null) {
      err.println(missing);
    }
    return details(completeness, resolution, first, last);
  }

  private static String details(
      Completeness completeness, Resolution resolution, long first, long last) {
    Counted counted = completeness.counted();
    StringBuilder text = new StringBuilder();
    if (counted.upTo() != Counted.ALL && counted.upTo() != Counted.NOTHING) {
      text.append("Counted up to %s".formatted(Instant.ofEpochMilli(counted.upTo())));
      text.append(
          counted.positions().stream()
              .map(at -> at.source() + "-" + at.partition() + "@" + at.offset())
              .collect(Collectors.joining(", ", " (", "). ")));
    }
    Lateness lateness = completeness.lateness();
    if (lateness != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "%.2f%% of the events came after their %s. ",
              100 * lateness.lateShare(resolution),
              resolution.word()));
    }
    long letters = completeness.letters().of(first, last, completeness.waitMillis());
    text.append(String.format(Locale.ROOT, "Dead letters: %,d. ", letters));
    Instant audited = completeness.auditedAt();
    if (audited != null) {
      text.append("Audited at %s. ".formatted(audited));
    }
    return text.append("Exactness: %s.".formatted(counted.exactness())).toString();
  }
}
