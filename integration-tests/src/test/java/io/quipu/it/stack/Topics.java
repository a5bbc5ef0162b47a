package io.quipu.it.stack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Creates, writes and reads topics of a Kafka broker.
 *
 * @param bootstrapServers the broker's host and port
 * @param security the properties of clients that the broker requires
 */
public record Topics(String bootstrapServers, Map<String, String> security) {

  /** Topics of a broker without security. */
  public Topics(String bootstrapServers) {
    this(bootstrapServers, Map.of());
  }

  /** Creates a topic. */
  public void create(String topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(properties())) {
      NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(wanted)).all().get();
    }
  }

  /** Adds partitions to a topic, so that it has this many. */
  public void grow(String topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(properties())) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
    }
  }

  /** Sends messages, to one partition after the other, and waits until they are written. */
  public void send(String topic, List<byte[]> messages) throws Exception {
    Map<String, Object> properties = properties();
    // Of a new topic, the second request may be taken before the first one. Kafka then refuses the
    // first one as out of order until it expires.
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      int partitions = producer.partitionsFor(topic).size();
      List<Future<?>> sent = new ArrayList<>();
      for (int i = 0; i < messages.size(); i++) {
        sent.add(producer.send(new ProducerRecord<>(topic, i % partitions, null, messages.get(i))));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    }
  }

  /** The values of all messages that are in a topic now; empty if there is no such topic. */
  public List<byte[]> read(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<byte[]> values = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(message -> values.add(message.value()));
      }
      return values;
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>(security);
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }
}
