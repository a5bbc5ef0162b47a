package io.quipu.io.kafka;

import io.quipu.model.failure.PermanentFailure;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages that must not be lost. It waits as long as Kafka is not available. A message that
 * Kafka refuses ends the job: Kafka would refuse it at the next attempt too.
 */
public final class SureProducer extends KafkaProducer<byte[], byte[]> {
  private final String what;
  private final String remedy;

  private SureProducer(Map<String, Object> properties, String what, String remedy) {
    super(properties);
    this.what = what;
    this.remedy = remedy;
  }

  /**
   * Creates producers for Beam's sink. Each worker reads their settings itself.
   *
   * @param maxMessageBytes the size of the largest message
   * @param what what a message is, such as {@code a dead letter}
   * @param remedy a sentence that says what else to do if Kafka refuses one
   */
  public static SerializableFunction<Map<String, Object>, Producer<byte[], byte[]>> factory(
      KafkaSettings settings, int maxMessageBytes, String what, String remedy) {
    return given -> {
      Map<String, Object> properties = settings.clientProperties(given);
      properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxMessageBytes);
      properties.put(ProducerConfig.ACKS_CONFIG, "all");
      // Waits as long as Kafka is not available: to give up would lose a record or restart the job.
      properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
      properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE);
      properties.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
      // With more, the producer's thread is in a busy loop while it waits for the answer to a batch
      // that it retries: RecordAccumulator.ready reports the next batches as ready, and drain holds
      // them back. The thread used 92% of a core as long as a broker did not answer. On a busy
      // machine it took the CPU time that the broker needed to answer, and jobs stopped for
      // minutes.
      properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
      return new SureProducer(properties, what, remedy);
    };
  }

  /** Kafka does not take a message. */
  static final class RefusedException extends PermanentFailure {
    private static final long serialVersionUID = 1L;

    RefusedException(String what, String topic, String remedy, Exception cause) {
      super(
          "Kafka does not take %s into the topic '%s' (%s). Check that the topic exists, that the"
                  .formatted(what, topic, cause.getMessage())
              + " job may write to it, and its max.message.bytes. "
              + remedy,
          cause);
    }
  }

  @Override
  public Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> message, @Nullable Callback callback) {
    return super.send(
        message,
        callback == null
            ? null
            : (metadata, failure) ->
                callback.onCompletion(metadata, sorted(message.topic(), failure)));
  }

  /** The client has repeated all that it can, so what remains of it stays. */
  private @Nullable Exception sorted(String topic, @Nullable Exception failure) {
    return failure instanceof ApiException && !(failure instanceof RetriableException)
        ? new RefusedException(what, topic, remedy, failure)
        : failure;
  }
}
