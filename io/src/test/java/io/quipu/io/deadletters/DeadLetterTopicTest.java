package io.quipu.io.deadletters;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.io.testing.TestSettings;
import io.quipu.testing.TestKafka;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class DeadLetterTopicTest {
  private final TestKafka kafka = TestKafka.get();

  @Test
  void makesATopicForLargeMessagesWithTheBrokersPartitions() throws Exception {
    String topic = TestKafka.newName("dead");
    DeadLetterTopic.ensure(TestSettings.of(kafka), topic);
    assertThat(partitions(topic), equalTo(3));
    assertThat(
        maxMessageBytes(topic), equalTo(Integer.toString(DeadLetterTopic.MAX_MESSAGE_BYTES)));
  }

  @Test
  void leavesATopicThatIsThereAsItIs() throws Exception {
    String topic = kafka.newTopic("dead", 1);
    String before = maxMessageBytes(topic);
    DeadLetterTopic.ensure(TestSettings.of(kafka), topic);
    assertThat(partitions(topic), equalTo(1));
    assertThat(maxMessageBytes(topic), equalTo(before));
  }

  @Test
  void saysThatATopicCannotBeMade() {
    StartupException e =
        assertThrows(
            StartupException.class, () -> DeadLetterTopic.ensure(TestSettings.of(kafka), "a b"));
    assertThat(
        e.getMessage(),
        allOf(
            containsString(
                "The topic 'a b' for dead letters cannot be made by Kafka at "
                    + kafka.bootstrapServers()
                    + ": "),
            endsWith(
                "; create it with max.message.bytes=20971520, or name another with"
                    + " --dead-letters.")));
  }

  private int partitions(String topic) throws Exception {
    try (Admin admin = kafka.admin()) {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
          .mapToInt(description -> description.partitions().size())
          .sum();
    }
  }

  private String maxMessageBytes(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = kafka.admin()) {
      return admin.describeConfigs(List.of(resource)).all().get().values().stream()
          .map(config -> config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())
          .collect(Collectors.joining());
    }
  }
}
