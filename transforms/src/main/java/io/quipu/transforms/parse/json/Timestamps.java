package io.quipu.transforms.parse.json;

import io.quipu.model.catalog.TimeUnit;
import io.quipu.model.text.IsoTime;
import io.quipu.model.text.IsoTimeException;
import io.quipu.transforms.parse.json.FieldValues.Kind;

/**
 * Reads the time of an event, and refuses times that cannot be true.
 *
 * <p>Times in seconds, milliseconds or microseconds are JSON numbers, or strings that hold one. ISO
 * 8601 times are strings in any form of {@link IsoTime}.
 */
public final class Timestamps {
  /** 2000-01-01T00:00:00Z. */
  static final long EARLIEST = 946_684_800_000L;

  private static final long DAY = 86_400_000L;

  /** A whole number of this length, with its sign, fits a long in every unit. */
  private static final int SAFE_LENGTH = 15;

  private final String field;
  private final TimeUnit unit;

  public Timestamps(String field, TimeUnit unit) {
    this.field = field;
    this.unit = unit;
  }

  /**
   * Returns the time in milliseconds since 1970.
   *
   * @param streamTime when the source took the record, milliseconds since 1970
   * @throws Refusal if it is missing, is not a time, is before 2000, or is more than a day after
   *     the stream time
   */
  public long read(Kind kind, String text, long streamTime) throws Refusal {
    boolean number = kind == Kind.INTEGER || kind == Kind.DECIMAL;
    if (kind == Kind.ABSENT) {
      throw new Refusal("missing-field", "The field '" + field + "' is missing; " + right());
    }
    if (kind != Kind.STRING && (unit == TimeUnit.ISO_8601 || !number)) {
      String hint = number ? hint(text, streamTime) : "";
      throw new Refusal(
          "wrong-type", "The field '" + field + "' holds " + kind.words + "; " + right() + hint);
    }
    if (unit == TimeUnit.ISO_8601) {
      return isoMillis(text, streamTime);
    }
    if (!number && !isWhole(text) && !Decimals.isJsonNumber(text)) {
      throw noNumber(text);
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

  private long isoMillis(String text, long streamTime) throws Refusal {
    long millis;
    try {
      millis = IsoTime.epochMillis(text);
    } catch (IsoTimeException e) {
      boolean number = Decimals.isJsonNumber(text);
      throw badTime(
          number ? "holds a number in a string" : e.whatIsWrong(),
          number ? hint(text, streamTime) : "");
    }
    if (!isPlausible(millis, streamTime)) {
      throw implausible("");
    }
    return millis;
  }

  /** Returns the refusal of a string that should hold a number. */
  private Refusal noNumber(String text) {
    if (text.isEmpty()) {
      return badTime("is empty", "");
    }
    try {
      IsoTime.epochMillis(text);
      return badTime(
          "holds an ISO 8601 time", " Or declare 'unit: " + TimeUnit.ISO_8601.word() + "'.");
    } catch (IsoTimeException e) {
      return badTime("holds a string that is no number", "");
    }
  }

  private Refusal badTime(String what, String hint) {
    return new Refusal("bad-time", "The field '" + field + "' " + what + "; " + right() + hint);
  }

  private static long millis(String text, TimeUnit unit) {
    if (text.length() <= SAFE_LENGTH && isWhole(text)) {
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
      // The text or its exponent is too long, which no real time is.
      return Long.MIN_VALUE;
    }
  }

  private static boolean isWhole(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > from;
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
