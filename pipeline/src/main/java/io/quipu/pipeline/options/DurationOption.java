package io.quipu.pipeline.options;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations in options: a whole number and ms, s, m, h or d. */
public final class DurationOption {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private DurationOption() {}

  /**
   * @param option the option's name, for the message
   * @throws IllegalArgumentException if the text does not have this form
   */
  public static Duration parse(String option, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "--"
              + option
              + "="
              + text
              + " is no duration; write a whole number and ms, s, m, h or d, such as 30s.");
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** Returns the duration in the form of the options. */
  static String format(Duration duration) {
    long millis = duration.toMillis();
    return millis % 86_400_000 == 0 ? duration.toDays() + "d" : millis + "ms";
  }
}
