package io.quipu.runners.flink;

import io.quipu.model.failure.FailureMark;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.jspecify.annotations.Nullable;

/**
 * Tells Flink not to start a job again. Flink looks for the annotation in the whole chain of causes
 * ({@code ThrowableClassifier}), and does so on the job manager.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class NoRestart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Only the text of the cause: a cause that cannot be serialized, as those of Cassandra's driver,
   * would make Flink send the text of the whole chain, and the annotation would be lost.
   */
  private NoRestart(String message) {
    super(message);
  }

  /** The service through which permanent failures get it. */
  public static final class Mark implements FailureMark {
    @Override
    public Throwable mark(String message, @Nullable Throwable cause) {
      NoRestart mark = new NoRestart(cause == null ? message : cause.toString());
      if (cause != null) {
        mark.setStackTrace(cause.getStackTrace());
      }
      return mark;
    }
  }
}
