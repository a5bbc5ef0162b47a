package io.quipu.io.kafka.read;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.start.KafkaStart;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.io.testing.SettledStart;
import io.quipu.io.testing.TestSettings;
import io.quipu.testing.TestKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingSourceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TestKafka kafka = TestKafka.get();
  private final String group = TestKafka.newName("group");
  private final PipelineOptions options = PipelineOptionsFactory.create();

  @TempDir Path folder = Path.of("set by JUnit");

  @Test
  void aPartitionThatIsAddedIsReadOnceFromItsBeginningAlsoAfterRestarts() throws Exception {
    String topic = kafka.newTopic("growing", 1);
    GrowingSource source = source(topic).split(4, options).get(0);
    kafka.send(topic, 0, new byte[1]);
    List<String> read = new ArrayList<>();
    ReaderMark before;
    ReaderMark after;
    try (GrowingReader reader = source.createReader(options, null)) {
      readUntil(reader.start(), reader, read, topic + "-0@0");
      before = restored(reader.getCheckpointMark());
      grow(topic, 2);
      kafka.send(topic, 1, new byte[1]);
      readUntil(reader.advance(), reader, read, topic + "-1@0");
      after = restored(reader.getCheckpointMark());
    }
    kafka.send(topic, 1, new byte[1]);
    kafka.send(topic, 0, new byte[1]);

    List<String> later = new ArrayList<>();
    ReaderMark between;
    try (GrowingReader reader = source.createReader(options, after)) {
      readOne(reader, later);
      between = restored(reader.getCheckpointMark());
    }
    try (GrowingReader reader = source.createReader(options, between)) {
      readOne(reader, later);
    }
    List<String> again = new ArrayList<>();
    try (GrowingReader reader = source.createReader(options, before)) {
      boolean found = reader.start();
      readUntil(found, reader, again, topic + "-1@0", topic + "-1@1", topic + "-0@1");
    }

    assertThat(read, contains(topic + "-0@0", topic + "-1@0"));
    assertThat(
        "no record is lost between", later, containsInAnyOrder(topic + "-1@1", topic + "-0@1"));
    assertThat(again.size(), equalTo(3));
  }

  @Test
  void exactlyOneSplitTakesAPartition() throws Exception {
    String topic = kafka.newTopic("split", 3);
    List<GrowingSource> splits = source(topic).split(8, options);
    assertThat(splits.size(), equalTo(3));
    for (int partition = 3; partition < 20; partition++) {
      TopicPartition added = new TopicPartition(topic, partition);
      assertThat(splits.stream().filter(split -> split.takes(added)).count(), equalTo(1L));
    }
  }

  private GrowingSource source(String topic) throws Exception {
    // The client looks for new partitions every 200 ms, and not every 30 s.
    Path properties = folder.resolve("kafka.properties");
    Files.copy(kafka.propertiesFile(), properties, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(properties, "\nmetadata.max.age.ms=200\n", StandardOpenOption.APPEND);
    Set<TopicPartition> partitions =
        SettledStart.of(
                new KafkaStart(TestSettings.of(kafka), PATIENCE, line -> {}),
                List.of(topic),
                group,
                new StartFrom.Earliest())
            .keySet();
    return ReadKafka.of(
            KafkaSettings.of(kafka.bootstrapServers()).withPropertiesFile(properties.toString()),
            List.copyOf(partitions),
            group)
        .source();
  }

  private void grow(String topic, int partitions) throws Exception {
    try (Admin admin = kafka.admin()) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
    }
  }

  private ReaderMark restored(ReaderMark mark) throws Exception {
    Coder<ReaderMark> coder = source(kafka.newTopic("coder", 1)).getCheckpointMarkCoder();
    return CoderUtils.clone(coder, mark);
  }

  /** Reads the next record. */
  private static void readOne(GrowingReader reader, List<String> read) throws Exception {
    boolean[] found = {reader.start()};
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              found[0] = found[0] || reader.advance();
              return found[0];
            });
    read.add(text(reader.getCurrent()));
  }

  private static String text(KafkaRecord<byte[], byte[]> record) {
    return record.getTopic() + "-" + record.getPartition() + "@" + record.getOffset();
  }

  /** Reads until these records have come, in any order; other records are kept too. */
  private static void readUntil(
      boolean started, GrowingReader reader, List<String> read, String... records) {
    Set<String> awaited = new HashSet<>(List.of(records));
    boolean[] found = {started};
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (found[0]) {
                read.add(text(reader.getCurrent()));
              }
              boolean done = read.containsAll(awaited);
              found[0] = !done && reader.advance();
              return done;
            });
  }
}
