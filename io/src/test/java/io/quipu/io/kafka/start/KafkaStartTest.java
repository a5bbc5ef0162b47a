package io.quipu.io.kafka.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.testing.SettledStart;
import io.quipu.io.testing.TestSettings;
import io.quipu.testing.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaStartTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final byte[] VALUE = "{}".getBytes(StandardCharsets.UTF_8);

  private final TestKafka kafka = TestKafka.get();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final String group = TestKafka.newName("group");

  private String clicks = "";
  private String opens = "";

  /**
   * Three clicks and a send in the first partitions, two opens, and partitions without anything.
   */
  @BeforeEach
  void fill() throws Exception {
    clicks = kafka.newTopic("clicks", 3);
    opens = kafka.newTopic("opens", 2);
    kafka.send(clicks, 0, VALUE);
    kafka.send(clicks, 0, VALUE);
    kafka.send(clicks, 1, VALUE);
    kafka.send(opens, 1, VALUE);
  }

  @Test
  void givesThePartitionsOfAllTopics() throws Exception {
    assertThat(
        settle(new StartFrom.Earliest()).keySet(),
        containsInAnyOrder(
            new TopicPartition(clicks, 0),
            new TopicPartition(clicks, 1),
            new TopicPartition(clicks, 2),
            new TopicPartition(opens, 0),
            new TopicPartition(opens, 1)));
    assertThat(told, empty());
  }

  @Test
  void earliestIsTheOldestRecordThatIsLeft() throws Exception {
    try (Admin admin = kafka.admin()) {
      admin
          .deleteRecords(Map.of(new TopicPartition(clicks, 0), RecordsToDelete.beforeOffset(1)))
          .all()
          .get();
    }
    assertThat(settle(new StartFrom.Earliest()), equalTo(offsets(1, 0, 0, 0, 0)));
    assertThat(kafka.offsets(group), equalTo(offsets(1, 0, 0, 0, 0)));
  }

  @Test
  void latestIsTheEndAndStaysWhereItWasAtTheStart() throws Exception {
    settle(new StartFrom.Latest());
    kafka.send(clicks, 2, VALUE);
    assertThat(kafka.offsets(group), equalTo(offsets(2, 1, 0, 0, 1)));
  }

  @Test
  void aNewStartReplacesTheOffsetsOfTheLast() throws Exception {
    settle(new StartFrom.Latest());
    settle(new StartFrom.Earliest());
    assertThat(kafka.offsets(group), equalTo(offsets(0, 0, 0, 0, 0)));
  }

  @Test
  void committedKeepsTheOffsetsOfTheGroupAndAddsTheMissingOnes() throws Exception {
    start(PATIENCE).find(List.of(clicks, opens), group, new StartFrom.Committed());
    assertThat(kafka.offsets(group), anEmptyMap());

    try (Admin admin = kafka.admin()) {
      admin
          .alterConsumerGroupOffsets(
              group, Map.of(new TopicPartition(clicks, 0), new OffsetAndMetadata(1)))
          .all()
          .get();
    }
    assertThat(settle(new StartFrom.Committed()), equalTo(offsets(1, 0, 0, 0, 0)));
    assertThat(kafka.offsets(group), equalTo(offsets(1, 0, 0, 0, 0)));
  }

  @Test
  void aTimeIsTheFirstRecordFromThenOnOrTheEnd() throws Exception {
    long last = kafka.send(clicks, 0, VALUE);
    // Appended in another millisecond, so that a time can be between them.
    long next = last;
    int sent = 0;
    while (next == last) {
      next = kafka.send(clicks, 0, VALUE);
      sent++;
    }
    settle(new StartFrom.Timestamp(Instant.ofEpochMilli(next)));
    assertThat(kafka.offsets(group), equalTo(offsets(2 + sent, 1, 0, 0, 1)));
  }

  @Test
  void aTimeBeforeAllIsTheOldestRecord() throws Exception {
    settle(new StartFrom.Timestamp(Instant.EPOCH));
    assertThat(kafka.offsets(group), equalTo(offsets(0, 0, 0, 0, 0)));
  }

  @Test
  void saysWhichTopicIsMissing() {
    StartupException e =
        assertThrows(
            StartupException.class,
            () ->
                SettledStart.of(
                    start(Duration.ofSeconds(1)),
                    List.of(clicks, "nothing", opens),
                    group,
                    new StartFrom.Earliest()));
    String missing =
        "Kafka at "
            + kafka.bootstrapServers()
            + " has no topic 'nothing'; create it, or name another with --input.";
    assertThat(e.getMessage(), equalTo(missing + " It did not come within 1 seconds."));
    assertThat(told, contains(missing + " Waiting for it."));
  }

  @Test
  void aMissingTopicLeavesTheGroupAsItIs() throws Exception {
    assertThrows(
        StartupException.class,
        () ->
            SettledStart.of(
                start(Duration.ZERO), List.of(clicks, "nothing"), group, new StartFrom.Earliest()));
    assertThat(kafka.offsets(group), anEmptyMap());
  }

  @Test
  void saysAtOnceThatANameCannotBeATopic() {
    StartupException e =
        assertThrows(
            StartupException.class,
            () ->
                SettledStart.of(
                    start(PATIENCE), List.of("a b", ""), group, new StartFrom.Earliest()));
    assertThat(e.getMessage(), containsString("cannot be a topic of Kafka; name another"));
  }

  @Test
  void saysThatOthersReadInTheGroup() throws Exception {
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    properties.put("group.id", group);
    try (KafkaConsumer<byte[], byte[]> other =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      other.subscribe(List.of(clicks));
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                other.poll(Duration.ofMillis(100));
                return !other.assignment().isEmpty();
              });
      StartupException e =
          assertThrows(StartupException.class, () -> settle(new StartFrom.Earliest()));
      assertThat(
          e.getMessage(),
          containsString(
              "as the consumer group '" + group + "'; stop them, or name another group with"));
    }
  }

  @Test
  void saysAtOnceThatThePasswordIsWrong(@TempDir Path folder) throws IOException {
    String right = Files.readString(kafka.propertiesFile());
    Path file = folder.resolve("wrong.properties");
    Files.writeString(file, right.replace(TestKafka.PASSWORD, "eight red knots"));
    KafkaSettings settings =
        KafkaSettings.of(kafka.bootstrapServers()).withPropertiesFile(file.toString());

    StartupException e =
        assertThrows(
            StartupException.class,
            () ->
                SettledStart.of(
                    new KafkaStart(settings, PATIENCE, told::add),
                    List.of(clicks),
                    group,
                    new StartFrom.Earliest()));

    assertThat(
        e.getMessage(),
        startsWith("Kafka at " + kafka.bootstrapServers() + " refuses to give the partitions of"));
    assertThat(e.getMessage(), containsString("Authentication failed"));
    assertThat(e.getMessage(), containsString("the file of --kafka-properties."));
    assertThat(told, empty());
  }

  private Map<TopicPartition, Long> settle(StartFrom from) throws InterruptedException {
    return SettledStart.of(start(PATIENCE), List.of(clicks, opens), group, from);
  }

  private KafkaStart start(Duration timeout) {
    return new KafkaStart(TestSettings.of(kafka), timeout, told::add);
  }

  /** Offsets of the partitions of clicks and then of opens. */
  private Map<TopicPartition, Long> offsets(long... numbers) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      partitions.add(i < 3 ? new TopicPartition(clicks, i) : new TopicPartition(opens, i - 3));
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int i = 0; i < numbers.length; i++) {
      offsets.put(partitions.get(i), numbers[i]);
    }
    return offsets;
  }
}
