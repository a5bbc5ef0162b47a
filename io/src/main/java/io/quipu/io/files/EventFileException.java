package io.quipu.io.files;

import java.io.IOException;

/**
 * A file is no file of events, by its first bytes: reading it again is in vain. The message names
 * the file, what it is and what to do.
 */
public final class EventFileException extends IOException {
  private static final long serialVersionUID = 1L;

  EventFileException(String message) {
    super(message);
  }
}
