package io.quipu.io.deadletters;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.start.MissingTopic;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** Creates the topic for dead letters before a job starts, if it does not exist. */
public final class DeadLetterTopic {
  /**
   * The largest message, 20 MiB: a record as large as its own topic allows must fit, with its
   * reason.
   */
  public static final int MAX_MESSAGE_BYTES = 20 << 20;

  private DeadLetterTopic() {}

  /**
   * Creates the topic, with the broker's default numbers of partitions and replicas, unless it
   * exists. An existing topic needs no permission to create topics, but should allow messages of
   * {@link #MAX_MESSAGE_BYTES}.
   *
   * @throws StartupException if Kafka refuses or is not available
   */
  public static void ensure(KafkaSettings settings, String topic) throws InterruptedException {
    MissingTopic.create(
        settings,
        topic,
        "dead letters",
        Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES)),
        "create it with max.message.bytes="
            + MAX_MESSAGE_BYTES
            + ", or name another with --dead-letters.");
  }
}
