package io.quipu.io.deadletters;

import io.quipu.model.failure.PermanentFailure;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters. A letter that Kafka refuses ends the job: it would refuse it at the next
 * attempt too, and no record may be lost.
 */
final class LetterProducer extends KafkaProducer<byte[], byte[]> {

  LetterProducer(Map<String, Object> properties) {
    super(properties);
  }

  /** Kafka does not take dead letters. */
  static final class RefusedException extends PermanentFailure {
    private static final long serialVersionUID = 1L;

    RefusedException(String topic, Exception cause) {
      super(
          "Kafka does not take a dead letter into the topic '%s' (%s). Check that the topic exists,"
                  .formatted(topic, cause.getMessage())
              + " that the job may write to it, and its max.message.bytes. Or name another place with"
              + " --dead-letters.",
          cause);
    }
  }

  @Override
  public Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> letter, @Nullable Callback callback) {
    return super.send(
        letter,
        callback == null
            ? null
            : (metadata, failure) ->
                callback.onCompletion(metadata, sorted(letter.topic(), failure)));
  }

  /** The client has repeated all that it can, so what remains of it stays. */
  static @Nullable Exception sorted(String topic, @Nullable Exception failure) {
    return failure instanceof ApiException && !(failure instanceof RetriableException)
        ? new RefusedException(topic, failure)
        : failure;
  }
}
