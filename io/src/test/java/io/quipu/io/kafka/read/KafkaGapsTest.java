package io.quipu.io.kafka.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.kafka.KafkaGapOptions;
import io.quipu.io.kafka.KafkaReadException;
import io.quipu.io.testing.Received;
import io.quipu.io.testing.Received.Blocking;
import io.quipu.io.testing.TestSettings;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.testing.TestKafka;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a running job does if Kafka's log is not what it expects. */
class KafkaGapsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TestKafka kafka = TestKafka.get();
  private final String group = TestKafka.newName("group");

  @Test
  void recordsThatAreGoneEndTheJobWithTheirOffsets() throws Exception {
    TopicPartition partition = topicFrom(3, 8);
    PipelineResult job = run(partition, false, new Received());
    RuntimeException failed =
        assertThrows(
            RuntimeException.class,
            () -> job.waitUntilFinish(org.joda.time.Duration.millis(PATIENCE.toMillis())));
    assertThat(
        PermanentFailure.find(failed).map(Throwable::getMessage).orElseThrow(),
        startsWith(
            "Kafka has deleted records of "
                + partition
                + " that were not counted: the job continues at offset 3, and the oldest record left"
                + " has offset 8, so 5 are lost."));
  }

  @Test
  void anAcceptedGapIsPassedAndCounted() throws Exception {
    TopicPartition partition = topicFrom(3, 8);
    Received received = new Received();
    PipelineResult job = run(partition, true, received);
    Awaitility.await().atMost(PATIENCE).until(() -> received.records().size() == 2);
    job.cancel();
    assertThat(received.records().get(0).position().offset(), equalTo(8L));
  }

  @Test
  void aLogThatEndsBeforeTheJobIsReadFromItsEndIfThatIsAccepted() throws Exception {
    TopicPartition partition = topicFrom(30, 0);
    try (Consumer<byte[], byte[]> consumer = consumer(partition)) {
      consumer.assign(List.of(partition));
      KafkaReadException ended =
          assertThrows(KafkaReadException.class, () -> pollUntilRecords(consumer));
      assertThat(
          ended.getMessage(),
          startsWith("The log of " + partition + " ends at offset 10, before offset 30 at which"));
    }
    try (Consumer<byte[], byte[]> consumer = accepting(partition)) {
      consumer.assign(List.of(partition));
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                return consumer.position(partition) == 10;
              });
      kafka.send(partition.topic(), 0, new byte[1]);
      assertThat(pollUntilRecords(consumer), equalTo(1));
    }
  }

  /** A partition of ten records, of which the first ones are deleted; the group is at an offset. */
  private TopicPartition topicFrom(long committed, long first) throws Exception {
    String topic = kafka.newTopic("gap", 1);
    TopicPartition partition = new TopicPartition(topic, 0);
    for (int i = 0; i < 10; i++) {
      kafka.send(topic, 0, new byte[1]);
    }
    commit(partition, committed);
    try (Admin admin = kafka.admin()) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(first))).all().get();
    }
    return partition;
  }

  private void commit(TopicPartition partition, long offset) throws Exception {
    try (Admin admin = kafka.admin()) {
      admin
          .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
          .all()
          .get();
    }
  }

  private PipelineResult run(TopicPartition partition, boolean acceptsGap, Received received) {
    Pipeline pipeline = Received.pipeline(Blocking.NEVER);
    pipeline.getOptions().as(KafkaGapOptions.class).setAcceptGap(acceptsGap);
    pipeline
        .apply("Read", ReadKafka.of(TestSettings.of(kafka), List.of(partition), group))
        .apply("Received", received);
    return pipeline.run();
  }

  /** A consumer of a job that reads one partition of the topic. */
  private Consumer<byte[], byte[]> consumer(TopicPartition partition) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
    properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new ConsumerFactory(TestSettings.of(kafka), 0, false, List.of(partition))
        .apply(properties);
  }

  private Consumer<byte[], byte[]> accepting(TopicPartition partition) throws IOException {
    List<Consumer<byte[], byte[]>> made = new ArrayList<>();
    new ReaderContext(true).run(() -> made.add(consumer(partition)));
    return made.get(0);
  }

  private static int pollUntilRecords(Consumer<byte[], byte[]> consumer) {
    int count = 0;
    while (count == 0) {
      count = consumer.poll(Duration.ofMillis(100)).count();
    }
    return count;
  }
}
