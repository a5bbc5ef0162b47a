package io.quipu.io.kafka.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.kafka.ReplayHeaders;
import io.quipu.io.kafka.start.KafkaStart;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.io.testing.Received;
import io.quipu.io.testing.Received.Blocking;
import io.quipu.io.testing.SettledStart;
import io.quipu.io.testing.TestSettings;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReadKafkaTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LAST = "last";

  private final TestKafka kafka = TestKafka.get();
  private final String group = TestKafka.newName("group");

  @Test
  void readsEachRecordOfAllTopicsAndPartitionsOnce() throws Exception {
    String clicks = kafka.newTopic("clicks", 3);
    String opens = kafka.newTopic("opens", 2);
    List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      byte[] value = ("event " + i).getBytes(StandardCharsets.UTF_8);
      sent.add(
          i % 5 < 3
              ? new ProducerRecord<>(clicks, i % 5, null, value)
              : new ProducerRecord<>(opens, i % 5 - 3, null, value));
    }
    kafka.send(sent);

    Received received = readToLast(new StartFrom.Earliest(), clicks, opens);

    List<RawRecord> expected = new ArrayList<>(inKafka(clicks));
    expected.addAll(inKafka(opens));
    assertThat(expected.size(), equalTo(6_005));
    assertThat(sorted(received.records()), equalTo(sorted(expected)));
  }

  @Test
  void aRecordHasItsBytesAndItsAppendTime() throws Exception {
    String topic = kafka.newTopic("bytes", 1);
    byte[] value = {(byte) 0xff, 0, (byte) 0xc3};
    long appended = kafka.send(List.of(new ProducerRecord<>(topic, 0, 5L, new byte[] {1}, value)));

    TimestampedValue<RawRecord> first =
        readToLast(new StartFrom.Earliest(), topic).timestamped().get(0);

    assertThat(
        first.getValue(), equalTo(new RawRecord(value, new SourcePosition(topic, 0, 0), appended)));
    // It may come in a batch with the next one.
    assertThat(first.getTimestamp().getMillis(), greaterThanOrEqualTo(appended));
  }

  @Test
  void aRecordWithoutAValueHasNoBytes() throws Exception {
    String topic = kafka.newTopic("tombstones", 1);
    kafka.send(topic, 0, null);
    kafka.send(topic, 0, new byte[0]);

    List<RawRecord> records = readToLast(new StartFrom.Earliest(), topic).records();

    assertThat(
        sorted(records).stream().map(record -> record.payload().length).toList(),
        contains(0, 0, LAST.length()));
  }

  @Test
  void beginsAtTheCommittedStart() throws Exception {
    String topic = kafka.newTopic("settled", 2);
    kafka.send(topic, 0, new byte[1]);
    kafka.send(topic, 1, new byte[1]);
    List<TopicPartition> partitions = settle(new StartFrom.Latest(), topic);
    // Sent after the start was committed and before the reader starts.
    kafka.send(topic, 0, new byte[1]);

    List<RawRecord> records = readToLast(partitions, topic).records();

    assertThat(
        sorted(records).stream().map(record -> record.position().toString()).toList(),
        contains(topic + "-0@1", topic + "-0@2", topic + "-1@1"));
  }

  @Test
  void committedGoesOnAfterWhatTheGroupHas() throws Exception {
    String topic = kafka.newTopic("committed", 2);
    kafka.send(topic, 0, new byte[1]);
    kafka.send(topic, 1, new byte[1]);
    settle(new StartFrom.Latest(), topic);
    kafka.send(topic, 1, new byte[1]);

    List<RawRecord> records = readToLast(new StartFrom.Committed(), topic).records();

    assertThat(
        sorted(records).stream().map(record -> record.position().toString()).toList(),
        contains(topic + "-0@1", topic + "-1@1", topic + "-1@2"));
  }

  @Test
  void theGroupFollowsWhatWasRead() throws Exception {
    String topic = kafka.newTopic("followed", 1);
    kafka.send(topic, 0, new byte[1]);
    List<TopicPartition> partitions = settle(new StartFrom.Earliest(), topic);
    PipelineResult running = run(partitions, new Received());
    try {
      // The runner tells of a bundle when the next one has come.
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                kafka.send(topic, 0, new byte[1]);
                return kafka.offsets(group).get(new TopicPartition(topic, 0));
              },
              greaterThan(0L));
    } finally {
      running.cancel();
    }
  }

  @Test
  void recordsOfAnAbortedTransactionAreNotRead() throws Exception {
    String topic = kafka.newTopic("transactions", 1);
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    properties.put("transactional.id", TestKafka.newName("transaction"));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {1})).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {2})).get();
      producer.commitTransaction();
    }

    List<RawRecord> records = sorted(readToLast(new StartFrom.Earliest(), topic).records());

    assertThat(
        records.stream().map(record -> (int) record.payload()[0]).toList(),
        contains(2, (int) LAST.charAt(0)));
  }

  @Test
  void aRecordThatWasSentAgainForAnotherJobIsLeftOut() throws Exception {
    String topic = kafka.newTopic("replays", 1);
    kafka.send(
        List.of(
            new ProducerRecord<>(
                topic, 0, null, null, new byte[] {1}, ReplayHeaders.of("t-0@5", group, null)),
            new ProducerRecord<>(
                topic, 0, null, null, new byte[] {2}, ReplayHeaders.of("t-0@5", "b", null)),
            new ProducerRecord<>(
                topic, 0, null, null, new byte[] {3}, ReplayHeaders.of("t-0@5", "", null))));

    List<RawRecord> records = sorted(readToLast(new StartFrom.Earliest(), topic).records());

    assertThat(
        records.stream().map(record -> (int) record.payload()[0]).toList(),
        contains(1, 3, (int) LAST.charAt(0)));
  }

  @Test
  void aPacedReaderReadsEverythingToo() throws Exception {
    String topic = kafka.newTopic("paced", 2);
    for (int i = 0; i < 20; i++) {
      kafka.send(topic, i % 2, new byte[] {(byte) i});
    }
    List<TopicPartition> partitions = settle(new StartFrom.Earliest(), topic);
    ReadKafka read =
        ReadKafka.of(TestSettings.of(kafka), partitions, group).withMaxRecordsPerSecond(200);

    List<RawRecord> records = readToLast(read, topic).records();

    assertThat(sorted(records), equalTo(sorted(inKafka(topic))));
  }

  @Test
  void refusesANegativeRate() {
    ReadKafka read = ReadKafka.of(TestSettings.of(kafka), List.of(), group);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> read.withMaxRecordsPerSecond(-1));
    assertThat(e.getMessage(), containsString("give 0, for no limit, or more"));
  }

  private Received readToLast(StartFrom from, String... topics) throws Exception {
    return readToLast(settle(from, topics), topics);
  }

  private Received readToLast(List<TopicPartition> partitions, String... topics) throws Exception {
    return readToLast(ReadKafka.of(TestSettings.of(kafka), partitions, group), topics);
  }

  /** Ends each partition with a record, and reads until all of those have come. */
  private Received readToLast(ReadKafka read, String... topics) throws Exception {
    for (TopicPartition partition : read.partitions()) {
      kafka.send(partition.topic(), partition.partition(), LAST.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(
        read.partitions().stream().map(TopicPartition::topic).distinct().sorted().toList(),
        equalTo(List.of(topics).stream().sorted().toList()));
    Received received = new Received();
    PipelineResult running = run(read, received);
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> lastOnes(received), equalTo((long) read.partitions().size()));
    } finally {
      running.cancel();
    }
    return received;
  }

  private static long lastOnes(Received received) {
    return received.records().stream()
        .filter(record -> new String(record.payload(), StandardCharsets.UTF_8).equals(LAST))
        .count();
  }

  private List<TopicPartition> settle(StartFrom from, String... topics)
      throws InterruptedException {
    return List.copyOf(
        SettledStart.of(
                new KafkaStart(TestSettings.of(kafka), PATIENCE, line -> {}),
                List.of(topics),
                group,
                from)
            .keySet());
  }

  private PipelineResult run(List<TopicPartition> partitions, Received received) {
    return run(ReadKafka.of(TestSettings.of(kafka), partitions, group), received);
  }

  private static PipelineResult run(ReadKafka read, Received received) {
    Pipeline pipeline = Received.pipeline(Blocking.NEVER);
    pipeline.apply("Read", read).apply("Received", received);
    return pipeline.run();
  }

  /** Reads the topic with a plain consumer. */
  private List<RawRecord> inKafka(String topic) {
    List<RawRecord> records = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : kafka.read(topic)) {
      SourcePosition position =
          new SourcePosition(record.topic(), record.partition(), record.offset());
      records.add(new RawRecord(record.value(), position, record.timestamp()));
    }
    return records;
  }

  private static List<RawRecord> sorted(List<RawRecord> records) {
    return records.stream()
        .sorted(
            Comparator.<RawRecord, String>comparing(record -> record.position().source())
                .thenComparing(record -> record.position().partition())
                .thenComparing(record -> record.position().offset()))
        .toList();
  }
}
