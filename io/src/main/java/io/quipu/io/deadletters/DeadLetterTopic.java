package io.quipu.io.deadletters;

import com.google.common.base.Throwables;
import io.quipu.io.StartupException;
import io.quipu.io.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic for dead letters, made before a job starts if it is not there. */
public final class DeadLetterTopic {
  /** A record as large as its own topic took it, and its reason, must fit: 20 MiB. */
  public static final int MAX_MESSAGE_BYTES = 20 << 20;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private DeadLetterTopic() {}

  /**
   * Makes the topic, with the broker's own numbers of partitions and replicas, unless it exists. If
   * it does, no right to make topics is needed; it should then take messages as large.
   *
   * @throws StartupException if Kafka refuses or is not there
   */
  public static void ensure(KafkaSettings settings, String topic) throws InterruptedException {
    NewTopic wanted =
        new NewTopic(topic, Optional.empty(), Optional.empty())
            .configs(
                Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES)));
    try (Admin admin = settings.admin(TIMEOUT)) {
      if (!exists(admin, topic)) {
        admin.createTopics(List.of(wanted)).all().get();
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new StartupException(
            "The topic '"
                + topic
                + "' for dead letters cannot be made by Kafka at "
                + settings.bootstrapServers()
                + ": "
                + Throwables.getRootCause(e).getMessage()
                + "; create it with max.message.bytes="
                + MAX_MESSAGE_BYTES
                + ", or name another with --dead-letters.",
            e);
      }
    }
  }

  private static boolean exists(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }
}
