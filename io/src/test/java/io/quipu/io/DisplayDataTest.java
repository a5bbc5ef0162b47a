package io.quipu.io;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.quipu.io.cassandra.WriteCounts;
import io.quipu.io.cassandra.WriteIncrements;
import io.quipu.io.deadletters.HoldUntilDurable;
import io.quipu.io.deadletters.WriteDeadLettersToFiles;
import io.quipu.io.deadletters.WriteDeadLettersToKafka;
import io.quipu.io.files.ReadFiles;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.read.ReadKafka;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.Displayed;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DisplayDataTest {
  private static final KafkaSettings KAFKA = KafkaSettings.of("127.0.0.1:9092");
  private static final CassandraSettings CASSANDRA =
      CassandraSettings.of("127.0.0.1:9043", "counts");

  @Test
  void ofReadKafka() {
    ReadKafka read = ReadKafka.of(KAFKA, List.of(new TopicPartition("events", 3)), "job");
    Map<String, Object> shown =
        Map.of(
            "bootstrapServers", "127.0.0.1:9092",
            "partitions", "[events-3]",
            "group", "job",
            "commitsOnRead", false);

    assertThat(Displayed.of(read), is(shown));
    assertThat(
        Displayed.of(read.withMaxRecordsPerSecond(7)).get("maxRecordsPerSecond"), is((Object) 7L));
  }

  @Test
  void ofReadFiles() {
    MatchResult.Metadata file =
        MatchResult.Metadata.builder()
            .setResourceId(FileSystems.matchNewResource("/in/a.jsonl", false))
            .setSizeBytes(7)
            .setIsReadSeekEfficient(true)
            .build();
    assertThat(
        Displayed.of(ReadFiles.of(List.of(file))),
        is(Map.<String, Object>of("files", "/in/a.jsonl")));
    assertThat(
        Displayed.of(ReadFiles.of(List.of(file, file))),
        is(Map.<String, Object>of("files", "2 files, the first of them /in/a.jsonl")));
  }

  @Test
  void ofDeadLetters() {
    assertThat(
        Displayed.of(WriteDeadLettersToFiles.of("/out")),
        is(Map.<String, Object>of("folder", "/out")));
    assertThat(
        Displayed.of(WriteDeadLettersToKafka.of(KAFKA, "dead", "job")),
        is(
            Map.<String, Object>of(
                "bootstrapServers", "127.0.0.1:9092", "topic", "dead", "job", "job")));
    assertThat(Displayed.of(HoldUntilDurable.create()), is(Map.<String, Object>of("keys", 4096L)));
  }

  @Test
  void ofWriteCounts() {
    assertThat(
        Displayed.of(WriteCounts.to(CASSANDRA).withMaxWritesInFlight(9)),
        is(
            Map.<String, Object>of(
                "hosts",
                "127.0.0.1",
                "port",
                9043L,
                "keyspace",
                "counts",
                "maxWritesInFlight",
                9L)));
  }

  @Test
  void ofWriteIncrements() {
    assertThat(
        Displayed.of(WriteIncrements.to(CASSANDRA)),
        is(
            Map.<String, Object>of(
                "hosts",
                "127.0.0.1",
                "port",
                9043L,
                "keyspace",
                "counts",
                "maxWritesInFlight",
                32L)));
  }
}
