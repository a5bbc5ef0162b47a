package io.quipu.cli.deadletters;

import io.quipu.cli.UsageException;
import io.quipu.model.text.IsoTime;
import io.quipu.pipeline.options.DurationOption;
import io.quipu.pipeline.replay.Letter;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select dead letters. */
final class FilterOptions {
  /** The length of a date such as {@code 2026-11-21}. */
  private static final int DATE_LENGTH = 10;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      split = ",",
      description = "Only letters of these stages, such as parse or hydrate; separated by commas.")
  private List<String> stages = new ArrayList<>();

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      split = ",",
      description = "Only letters with these reasons, such as bad-time; separated by commas.")
  private List<String> reasons = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Only letters written since this time: 2h (hours ago), 2026-11-21, 2026-11-21T15:00Z.")
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only letters written before this time; written as --since.")
  private @Nullable String until;

  /** Makes the filter of the options. */
  Predicate<Letter> filter() {
    Instant from = since == null ? Instant.MIN : time("--since", since);
    Instant to = until == null ? Instant.MAX : time("--until", until);
    if (!from.isBefore(to)) {
      throw new UsageException(
          ("--since=%s is not before --until=%s, so there is nothing between them; choose an"
                  + " earlier --since, or a later --until.")
              .formatted(since, until));
    }
    return letter ->
        (stages.isEmpty() || stages.contains(letter.stage()))
            && (reasons.isEmpty() || reasons.contains(letter.reason()))
            && !letter.time().isBefore(from)
            && letter.time().isBefore(to);
  }

  private static Instant time(String option, String text) {
    try {
      if (text.matches("\\d+(ms|s|m|h|d)")) {
        String name = option.substring(2);
        return Clock.systemUTC().instant().minus(DurationOption.parse(name, text));
      }
      return text.length() > DATE_LENGTH
          ? IsoTime.instant(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new UsageException(
          option + "=" + text + " is not a time; write 2h, 2026-11-21 (UTC) or 2026-11-21T15:00Z.");
    }
  }
}
