package io.quipu.io.kafka.changes;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.start.MissingTopic;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** Creates the topic for changes before a job starts, if it does not exist. */
public final class ChangesTopic {
  private ChangesTopic() {}

  /**
   * Creates the topic, with the broker's default numbers of partitions and replicas, unless it
   * exists. Kafka compacts it: it keeps the last message of each row.
   *
   * @throws StartupException if Kafka refuses or is not available
   */
  public static void ensure(KafkaSettings settings, String topic) throws InterruptedException {
    MissingTopic.create(
        settings,
        topic,
        "changes",
        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT),
        "create it with cleanup.policy=compact, or name another in 'changes' of the catalog.");
  }
}
