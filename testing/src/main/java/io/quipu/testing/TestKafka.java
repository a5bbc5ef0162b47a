package io.quipu.testing;

import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.RunningKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * One real Kafka broker for all tests of a process; it ends with the tests' process. Clients must
 * give a password, which is stored only in a properties file. So a program that can connect has
 * read this file.
 */
public final class TestKafka {
  /** The password, which must appear in no output. */
  public static final String PASSWORD = "seven red knots";

  private static final String USER = "keeper";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static @Nullable TestKafka running;

  private final RunningKafka kafka;
  private final Path propertiesFile;

  private TestKafka(RunningKafka kafka, Path propertiesFile) {
    this.kafka = kafka;
    this.propertiesFile = propertiesFile;
  }

  /** The broker; the first call starts it. */
  public static synchronized TestKafka get() {
    TestKafka kafka = running == null ? start() : running;
    running = kafka;
    return kafka;
  }

  private static TestKafka start() {
    try {
      Path folder = Files.createTempDirectory("kafka-");
      Path file = folder.resolve("client.properties");
      Properties properties = new Properties();
      properties.putAll(credentials());
      try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        properties.store(out, null);
      }
      RunningKafka kafka =
          LocalKafka.in(folder)
              .withDefaultPartitions(3)
              .withBrokerProperties(
                  Map.of(
                      "listener.security.protocol.map",
                      "CLIENT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                      "sasl.enabled.mechanisms",
                      "PLAIN",
                      "sasl.mechanism.inter.broker.protocol",
                      "PLAIN",
                      "listener.name.client.plain.sasl.jaas.config",
                      login() + " user_" + USER + "='" + PASSWORD + "';"))
              .withClientProperties(credentials())
              .start()
              .awaitReady(TIMEOUT);
      return new TestKafka(kafka, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The properties that a client needs besides the address. */
  public static Map<String, String> credentials() {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config", login() + ";");
  }

  private static String login() {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username='%s' password='%s'"
        .formatted(USER, PASSWORD);
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** The file with the password. */
  public Path propertiesFile() {
    return propertiesFile;
  }

  /** A name that no other test uses. */
  public static String newName(String prefix) {
    return prefix + "-" + NUMBER.incrementAndGet();
  }

  /** Creates a topic with a new name and the given number of partitions. */
  public String newTopic(String prefix, int partitions) throws Exception {
    String topic = newName(prefix);
    try (Admin admin = admin()) {
      NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(wanted)).all().get();
    }
    return topic;
  }

  public Admin admin() {
    return Admin.create(clientProperties());
  }

  /** Sends a value, which may be null, waits until it is written, and returns its append time. */
  public long send(String topic, int partition, byte @Nullable [] value) throws Exception {
    return send(List.of(new ProducerRecord<>(topic, partition, null, value)));
  }

  /**
   * Sends records in order, waits until they are written, and returns the last one's append time.
   */
  public long send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    Map<String, Object> properties = new HashMap<>(clientProperties());
    // Of a new topic, the second request may be taken before the first one. Kafka then refuses the
    // first one as out of order until it expires.
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      long last = 0;
      var sent = records.stream().map(producer::send).toList();
      for (var answer : sent) {
        last = answer.get().timestamp();
      }
      return last;
    }
  }

  /** All records that the topic has now. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return read(topic, clientProperties());
  }

  /** All records that the topic has now, without those of open or aborted transactions. */
  public List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic) {
    Map<String, Object> properties = clientProperties();
    properties.put("isolation.level", "read_committed");
    return read(topic, properties);
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(
      String topic, Map<String, Object> properties) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  /** The committed offsets of a consumer group. */
  public Map<TopicPartition, Long> offsets(String group) throws Exception {
    try (Admin admin = admin()) {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
      return offsets;
    }
  }

  /** The properties of a client that may connect: address and credentials. */
  public Map<String, Object> clientProperties() {
    Map<String, Object> properties = new HashMap<>(credentials());
    properties.put("bootstrap.servers", bootstrapServers());
    return properties;
  }
}
