package io.quipu.io.kafka.start;

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
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates topics that a job writes to. */
public final class MissingTopic {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private MissingTopic() {}

  /**
   * Creates a topic, with the broker's default numbers of partitions and replicas, unless it
   * exists. An existing topic needs no permission to create topics.
   *
   * @param what what it is for, in a word for messages
   * @param configs its settings
   * @param remedy what to do if it cannot be created; ends the message
   * @throws StartupException if Kafka refuses or is not available
   */
  public static void create(
      KafkaSettings settings, String topic, String what, Map<String, String> configs, String remedy)
      throws InterruptedException {
    NewTopic wanted = new NewTopic(topic, Optional.empty(), Optional.empty()).configs(configs);
    try (Admin admin = settings.admin(TIMEOUT)) {
      if (!exists(admin, topic)) {
        admin.createTopics(List.of(wanted)).all().get();
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new StartupException(
            "The topic '%s' for %s cannot be made by Kafka at %s: %s; %s"
                .formatted(
                    topic,
                    what,
                    settings.bootstrapServers(),
                    Throwables.getRootCause(e).getMessage(),
                    remedy),
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
