package io.quipu.transforms.parse;

import io.quipu.model.catalog.TimeUnit;
import io.quipu.transforms.parse.FieldValues.Kind;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Reads when an event happened and refuses what cannot be true. */
final class Timestamps {
  /** 2000-01-01T00:00:00Z. */
  static final long EARLIEST = 946_684_800_000L;

  private static final long DAY = 86_400_000L;

  private final String field;
  private final TimeUnit unit;

  Timestamps(String field, TimeUnit unit) {
    this.field = field;
    this.unit = unit;
  }

  /**
   * The instant, in milliseconds since 1970.
   *
   * @param streamTime when the source took the record, milliseconds since 1970
   * @throws Refusal if it is missing, is no time, or is before 2000 or a day after the stream time
   */
  long read(Kind kind, String text, long streamTime) throws Refusal {
    if (kind == Kind.ABSENT) {
      throw new Refusal("missing-field", "The field '" + field + "' is missing; " + right());
    }
    boolean number = kind == Kind.INTEGER || kind == Kind.DECIMAL;
    if (unit == TimeUnit.ISO_8601 ? kind != Kind.STRING : !number) {
      throw new Refusal(
          "wrong-type", "The field '" + field + "' holds " + kind.words + "; " + right());
    }
    if (unit == TimeUnit.ISO_8601) {
      long millis = isoMillis(text);
      if (!isPlausible(millis, streamTime)) {
        throw implausible("");
      }
      return millis;
    }
    long millis = millis(text, unit);
    if (!isPlausible(millis, streamTime)) {
      throw implausible(hint(text, streamTime));
    }
    return millis;
  }

  private String right() {
    return unit == TimeUnit.ISO_8601
        ? "write a string such as 2026-03-01T09:30:00Z, with its offset from UTC."
        : "write the number of " + unit.word() + " since 1970.";
  }

  private long isoMillis(String text) throws Refusal {
    try {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new Refusal("bad-time", "The field '" + field + "' holds no ISO 8601 time; " + right());
    }
  }

  private static long millis(String text, TimeUnit unit) {
    if (text.length() <= 15 && isWhole(text)) {
      long number = Long.parseLong(text);
      return switch (unit) {
        case SECONDS -> number * 1000;
        case MICROS -> Math.floorDiv(number, 1000L);
        default -> number;
      };
    }
    try {
      return Decimals.floor(text, unit == TimeUnit.SECONDS ? 3 : unit == TimeUnit.MICROS ? -3 : 0);
    } catch (NumberFormatException e) {
      // Its exponent alone is beyond every time.
      return Long.MIN_VALUE;
    }
  }

  private static boolean isWhole(String text) {
    for (int i = text.startsWith("-") ? 1 : 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlausible(long millis, long streamTime) {
    return millis >= EARLIEST && millis <= streamTime + DAY;
  }

  private static String hint(String text, long streamTime) {
    for (TimeUnit other : TimeUnit.values()) {
      if (other != TimeUnit.ISO_8601 && isPlausible(millis(text, other), streamTime)) {
        return " It looks like " + other.word() + ": if so, declare 'unit: " + other.word() + "'.";
      }
    }
    return "";
  }

  private Refusal implausible(String hint) {
    return new Refusal(
        "bad-time",
        "The time in the field '"
            + field
            + "' is before the year 2000 or more than a day after the record came; "
            + right()
            + hint);
  }
}
