package io.quipu.model.calendar;

import java.util.Locale;

/** How long a bucket is: an hour, a day or a month of the company's own calendar. */
public enum Resolution {
  HOUR(0),
  DAY(1),
  MONTH(2);

  private final int code;

  Resolution(int code) {
    this.code = code;
  }

  /** The number that stands for this resolution in stored bytes and in rows; it never changes. */
  public int code() {
    return code;
  }

  /** The word that users write: {@code hour}, {@code day} or {@code month}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The resolution that {@link #code} stands for.
   *
   * @throws IllegalArgumentException if no resolution has this code
   */
  public static Resolution ofCode(int code) {
    return switch (code) {
      case 0 -> HOUR;
      case 1 -> DAY;
      case 2 -> MONTH;
      default ->
          throw new IllegalArgumentException(
              "The code of the resolution is " + code + "; it must be 0 to 2.");
    };
  }

  /**
   * The resolution that a user named, in any case.
   *
   * @throws IllegalArgumentException if the word is none of hour, day, month
   */
  public static Resolution ofWord(String word) {
    for (Resolution resolution : values()) {
      if (resolution.word().equalsIgnoreCase(word)) {
        return resolution;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is no resolution; write hour, day or month.");
  }
}
