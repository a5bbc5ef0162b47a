package io.quipu.model.failure;

import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is the same at the next attempt: a file is damaged, a user is refused, a table is
 * missing. A job that meets one ends, on every runner. Each other exception may pass, so the runner
 * starts the job again.
 *
 * <p>The message is for a person: it names what is wrong and says what to do.
 */
public class PermanentFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PermanentFailure(String message) {
    this(message, null);
  }

  public PermanentFailure(String message, @Nullable Throwable cause) {
    super(message, marked(message, cause));
  }

  /** The first permanent failure among a throwable and its causes. */
  public static Optional<PermanentFailure> find(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof PermanentFailure permanent) {
        return Optional.of(permanent);
      }
    }
    return Optional.empty();
  }

  private static @Nullable Throwable marked(String message, @Nullable Throwable cause) {
    Optional<FailureMark> mark =
        ServiceLoader.load(FailureMark.class, PermanentFailure.class.getClassLoader()).findFirst();
    return mark.isPresent() ? mark.get().mark(message, cause) : cause;
  }
}
