package io.quipu.model.catalog;

/** The format of the time in events. A number may also be written as a string. */
public enum TimeUnit {
  /** A number of seconds since 1970, with or without decimals. */
  SECONDS("seconds"),
  /** A number of milliseconds since 1970. */
  MILLIS("millis"),
  /** A number of microseconds since 1970. */
  MICROS("micros"),
  /**
   * Text with an offset from UTC, such as {@code 2026-03-01T09:30:00Z}, in any form of {@link
   * io.quipu.model.text.IsoTime}.
   */
  ISO_8601("iso-8601");

  private final String word;

  TimeUnit(String word) {
    this.word = word;
  }

  /** The word that users write. */
  public String word() {
    return word;
  }
}
