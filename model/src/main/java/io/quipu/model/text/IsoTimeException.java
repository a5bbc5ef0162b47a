package io.quipu.model.text;

import java.time.DateTimeException;

/**
 * A text is no time that {@link IsoTime} reads. The message is the end of a sentence that begins
 * with the text's name, such as {@code has no offset from UTC}. It has no stack trace, because bad
 * input is ordinary, and it does not quote the text.
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
