package io.quipu.io.kafka;

import io.quipu.model.failure.PermanentFailure;
import org.jspecify.annotations.Nullable;

/** A topic cannot be read on: its records are gone, or Kafka refuses the job. */
public final class KafkaReadException extends PermanentFailure {
  private static final long serialVersionUID = 1L;

  /** Kafka refuses the job. */
  public static KafkaReadException refused(Exception cause) {
    return new KafkaReadException(
        "Kafka refuses the job ("
            + cause.getMessage()
            + "); check its rights, and the user and the password in the file of"
            + " --kafka-properties.",
        cause);
  }

  /** A reason why a topic cannot be read on; the message says what to do. */
  public KafkaReadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
