package io.quipu.io.files;

import java.io.IOException;

/**
 * Thrown for a file that is not a file of events, or that cannot be read. A retry cannot help. The
 * message names the file, what is wrong and what to do.
 */
public final class EventFileException extends IOException {
  private static final long serialVersionUID = 1L;

  EventFileException(String message) {
    super(message);
  }
}
