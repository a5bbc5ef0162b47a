package io.quipu.model.failure;

import org.jspecify.annotations.Nullable;

/**
 * How a runner recognizes a failure after which it must not start a job again. A runner that starts
 * jobs again provides one as a service ({@link java.util.ServiceLoader}).
 */
public interface FailureMark {

  /**
   * An exception that the runner recognizes. It becomes the cause of the failure, in place of the
   * given cause.
   *
   * @param message of the failure
   * @param cause of the failure, if it has one
   */
  Throwable mark(String message, @Nullable Throwable cause);
}
