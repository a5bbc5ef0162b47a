package io.quipu.io.files;

import io.quipu.model.failure.PermanentFailure;
import org.jspecify.annotations.Nullable;

/**
 * A file does not hold events, is damaged or is gone. The message names the file, what is wrong
 * with it and what to do.
 */
public final class EventFileException extends PermanentFailure {
  private static final long serialVersionUID = 1L;

  EventFileException(String message) {
    super(message);
  }

  EventFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
