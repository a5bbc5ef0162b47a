package io.quipu.io.kafka;

import io.quipu.model.failure.PermanentFailure;
import org.jspecify.annotations.Nullable;

/** A topic cannot be read on: its records are gone, or Kafka refuses the job. */
final class KafkaReadException extends PermanentFailure {
  private static final long serialVersionUID = 1L;

  KafkaReadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
