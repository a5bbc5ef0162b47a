package io.quipu.io.kafka.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.testing.TestSettings;
import io.quipu.testing.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConsumerFactoryTest {
  private final TestKafka kafka = TestKafka.get();

  @Test
  void aPacedConsumerTakesATenthOfASecondsRecordsAtATime() throws Exception {
    String topic = kafka.newTopic("polls", 1);
    List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(new ProducerRecord<>(topic, 0, null, new byte[1]));
    }
    kafka.send(sent);
    List<Integer> polls = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer =
        new ConsumerFactory(TestSettings.of(kafka), 300, false, List.of())
            .apply(consumerProperties())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (consumer.position(partition) < 100) {
        polls.add(consumer.poll(Duration.ofMillis(100)).count());
      }
    }
    assertThat(polls, everyItem(lessThanOrEqualTo(30)));
    assertThat(polls.stream().mapToInt(Integer::intValue).sum(), equalTo(100));
  }

  @Test
  @Timeout(45) // A consumer's own patience is 60 seconds.
  void doesNotWaitLongForTheNamesOfPartitions() {
    String nobody = "127.0.0.1:1";
    try (Consumer<byte[], byte[]> consumer =
        new ConsumerFactory(KafkaSettings.of(nobody), 0, false, List.of())
            .apply(consumerProperties())) {
      assertThrows(TimeoutException.class, () -> consumer.partitionsFor("events"));
    }
  }

  private static Map<String, Object> consumerProperties() {
    Map<String, Object> properties = new TreeMap<>();
    properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
    properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
    return properties;
  }
}
