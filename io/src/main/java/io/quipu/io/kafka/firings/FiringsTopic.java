package io.quipu.io.kafka.firings;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.start.MissingTopic;
import java.util.Map;

/** Creates the topic for firings before a job starts, if it does not exist. */
public final class FiringsTopic {
  private FiringsTopic() {}

  /**
   * Creates the topic, with the broker's default settings, unless it exists.
   *
   * @throws StartupException if Kafka refuses or is not available
   */
  public static void ensure(KafkaSettings settings, String topic) throws InterruptedException {
    MissingTopic.create(
        settings,
        topic,
        "triggers",
        Map.of(),
        "create it, or name another in 'triggers' of the catalog.");
  }
}
