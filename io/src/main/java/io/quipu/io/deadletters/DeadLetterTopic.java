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

/** Creates the topic for dead letters before a job starts, if it does not exist. */
public final class DeadLetterTopic {
  /**
   * The largest message, 20 MiB: a record as large as its own topic allows must fit, with its
   * reason.
   */
  public static final int MAX_MESSAGE_BYTES = 20 << 20;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private DeadLetterTopic() {}

  /**
   * Creates the topic, with the broker's default numbers of partitions and replicas, unless it
   * exists. An existing topic needs no permission to create topics, but should allow messages of
   * {@link #MAX_MESSAGE_BYTES}.
   *
   * @throws StartupException if Kafka refuses or is not available
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
