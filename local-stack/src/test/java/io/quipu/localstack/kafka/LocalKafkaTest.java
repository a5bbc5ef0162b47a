package io.quipu.localstack.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.localstack.process.ChildJvm;
import io.quipu.localstack.process.LocalStackException;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalKafkaTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final long CLIENT_TIMESTAMP = 1;

  private LocalKafka settings;
  private RunningKafka kafka;

  @BeforeAll
  void start(@TempDir Path folder) {
    settings =
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
                    login("keeper", "of knots") + " user_keeper='of knots';"))
            .withClientProperties(credentials("of knots"));
    kafka = settings.start().awaitReady(TIMEOUT);
  }

  @AfterAll
  void stop() {
    kafka.close();
  }

  @Test
  void keepsRecordsAndAddressWhenStartedAgain() throws Exception {
    String address = kafka.bootstrapServers();
    try (Admin admin = Admin.create(clientProperties())) {
      admin
          .createTopics(List.of(new NewTopic("events", Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
    produce("events", "first");
    kafka.stop();
    assertThat(kafka.isRunning(), is(false));

    kafka = settings.start().awaitReady(TIMEOUT);

    assertThat(kafka.bootstrapServers(), equalTo(address));
    produce("events", "second");
    assertThat(readStampedByTheBroker("events", 2), equalTo(List.of("first", "second")));
  }

  @Test
  void givesANewTopicTheDefaultPartitions() throws Exception {
    try (Admin admin = Admin.create(clientProperties())) {
      NewTopic topic = new NewTopic("partitioned", Optional.empty(), Optional.empty());
      int partitions = admin.createTopics(List.of(topic)).numPartitions("partitioned").get();
      assertThat(partitions, is(3));
    }
  }

  /** The build sets the environment variable of the options for all tests. */
  @Test
  void runsWithTheUsersOptionsOfTheJvm() {
    ProcessHandle process = ProcessHandle.of(kafka.pid()).orElseThrow();

    assertThat(
        List.of(process.info().arguments().orElseThrow()),
        hasItems(System.getenv("QUIPU_SERVER_JAVA_OPTS").split(" ")));
  }

  @Test
  void refusesAFolderInUse() {
    LocalStackException e = assertThrows(LocalStackException.class, settings::start);
    assertThat(e.getMessage(), containsString("already runs in"));
  }

  @Test
  void noticesThatTheBrokerWasKilled() {
    kafka.kill();
    LocalStackException e =
        assertThrows(LocalStackException.class, () -> kafka.awaitReady(TIMEOUT));
    assertThat(e.getMessage(), containsString("has ended before it answered"));
    kafka = settings.start().awaitReady(TIMEOUT);
  }

  @Test
  void reportsTheLogOfABrokerThatCannotStart(@TempDir Path folder) {
    LocalKafka wrong = LocalKafka.in(folder).withBrokerProperties(Map.of("log.segment.bytes", "x"));
    LocalStackException e =
        assertThrows(LocalStackException.class, () -> wrong.start().awaitReady(TIMEOUT));
    assertThat(
        e.getMessage(),
        allOf(
            containsString(folder.resolve("server.log").toString()),
            containsString("Invalid value x for configuration log.segment.bytes")));
  }

  @Test
  void saysWhichOptionChoosesAnotherPort(@TempDir Path folder) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, Ports.LOOPBACK)) {
      LocalKafka other = LocalKafka.in(folder).withPort(taken.getLocalPort());
      LocalStackException e = assertThrows(LocalStackException.class, other::start);
      assertThat(
          e.getMessage(),
          allOf(
              containsString("Port " + taken.getLocalPort() + " on 127.0.0.1"),
              containsString("--kafka-port")));
    }
  }

  @Test
  void endsWithTheProcessThatStartedIt(@TempDir Path folder) throws Exception {
    Process parent = ChildJvm.of(KafkaParent.class, folder.toString()).start();
    ServerFolder files = new ServerFolder(folder);
    try (BufferedReader out = parent.inputReader()) {
      String pid = out.readLine();
      ServerProcess broker = ServerProcess.find("Kafka", files).orElseThrow();
      assertThat(pid, equalTo(Long.toString(broker.pid())));
    } finally {
      parent.destroyForcibly();
    }
    Awaitility.await().atMost(TIMEOUT).until(() -> ServerProcess.find("Kafka", files).isEmpty());
  }

  private void produce(String topic, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, 0, CLIENT_TIMESTAMP, null, bytes)).get();
    }
  }

  private List<String> readStampedByTheBroker(String topic, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Awaitility.await()
          .atMost(TIMEOUT)
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                  assertThat(record.timestampType(), is(TimestampType.LOG_APPEND_TIME));
                  assertThat(record.timestamp(), greaterThan(CLIENT_TIMESTAMP));
                  values.add(new String(record.value(), StandardCharsets.UTF_8));
                }
                return values.size() >= count;
              });
    }
    return values;
  }

  private Map<String, Object> clientProperties() {
    Map<String, Object> properties = new HashMap<>(settings.clientProperties());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    return properties;
  }

  private static Map<String, String> credentials(String password) {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config", login("keeper", password) + ";");
  }

  private static String login(String user, String password) {
    return String.format(
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username='%s' password='%s'",
        user, password);
  }
}
