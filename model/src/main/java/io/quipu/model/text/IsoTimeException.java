package io.quipu.model.text;

import java.time.DateTimeException;

/**
 * Thrown for text that {@link IsoTime} cannot read. The message is the end of a sentence about the
 * text, such as {@code has no offset from UTC}, and does not quote the text. It has no stack trace,
 * because wrong input is common.
 */
public final class IsoTimeException extends DateTimeException {
  private static final long serialVersionUID = 1L;

  IsoTimeException(String whatIsWrong) {
    super(whatIsWrong);
  }

  /** What is wrong with the text: the end of a sentence, without a full stop. */
  public String whatIsWrong() {
    return String.valueOf(getMessage());
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
