package io.quipu.runners.spi;

import com.google.common.base.Throwables;
import io.quipu.model.failure.PermanentFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a job failed or cannot do what was requested. The message says why and what to do.
 */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Exceptions that only wrap another one. Runners are not on the class path, so these are names.
   */
  private static final List<String> WRAPPERS =
      List.of(
          "org.apache.flink.runtime.",
          "org.apache.flink.streaming.",
          "org.apache.flink.client.",
          "org.apache.beam.sdk.util.UserCodeException",
          "org.apache.beam.sdk.Pipeline",
          "java.util.concurrent.CompletionException",
          "java.util.concurrent.ExecutionException");

  public JobException(String message) {
    super(message);
  }

  public JobException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Names the reason of a failure: the message of a permanent failure, or else the exception of the
   * stage and its root cause.
   *
   * @param failure what the runner reports, with its causes
   */
  public static JobException of(Throwable failure) {
    return PermanentFailure.find(failure)
        .map(permanent -> new JobException("The job failed: " + permanent.getMessage(), failure))
        .orElseGet(() -> new JobException("The job failed: " + unknown(failure), failure));
  }

  private static String unknown(Throwable failure) {
    Throwable ofStage =
        Throwables.getCausalChain(failure).stream()
            .filter(each -> !isWrapper(each))
            .findFirst()
            .orElse(failure);
    Throwable root = Throwables.getRootCause(ofStage);
    return ofStage
        + (root == ofStage ? "" : " (caused by " + root + ")")
        + ". The log has the stack trace. If it happens again, please report it.";
  }

  private static boolean isWrapper(Throwable failure) {
    return isWrapper(failure.getClass().getName());
  }

  /**
   * Whether an exception only wraps another one.
   *
   * @param type the name of its class, which more text may follow
   */
  public static boolean isWrapper(String type) {
    return WRAPPERS.stream().anyMatch(type::startsWith);
  }

  /** A job has ended though its input has no end. */
  public static JobException endedEarly() {
    return new JobException(
        "The job has ended though its input does not; start it again, it goes on where it was.");
  }
}
