package io.quipu.runners.spi;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a job failed or cannot do what was requested. The message says why and what to do.
 */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JobException(String message) {
    super(message);
  }

  public JobException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The exception of a job that has ended although its input has no end. */
  public static JobException endedEarly() {
    return new JobException(
        "The job has ended though its input does not; start it again, it goes on where it was.");
  }
}
