package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.failure.PermanentFailure;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.testing.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that a start that cannot work is refused before anything is changed. */
class RefusedStartTest {
  private final Path folder;
  private final TestJobs jobs;

  RefusedStartTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    jobs = TestJobs.in(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--source=Kafka | --source=Kafka is no source; write kafka, files or tail.",
        "--input= | --input= names no topic; write one or, with commas, several.",
        "'--input=, ,' | --input=, , names no topic; write one or, with commas, several.",
        "--start-from=newest | 'newest' is no start; write earliest, latest, committed or a time",
        "--max-events-per-second=-1 | --max-events-per-second=-1 is out of range; write 0 to 2147483647.",
        "--window=1 | --window=1 is no duration; write a whole number and ms, s, m, h or d",
        "--window=0s | --window=0s is out of range; write 1ms to 1d.",
        "--window=25h | --window=25h is out of range; write 1ms to 1d.",
        "--retention=long | --retention=long is no duration; write a whole number and",
        "--retention=36501d | --retention=36501d is out of range; write 0d to 36500d.",
        "--startup-timeout=soon | --startup-timeout=soon is no duration; write a whole number and",
        "--shards=0 | --shards=0 is out of range; write 1 to 65536.",
        "--shards=65537 | --shards=65537 is out of range; write 1 to 65536.",
        "--dead-letters=dead | --dead-letters=dead is no place; write kafka:TOPIC or files:FOLDER.",
        "--dead-letters=kafka:clicks | --dead-letters=kafka:clicks is a topic that is read; name",
        "--bootstrap-before=2026-11 | --bootstrap-before continues from counts in Cassandra;"
            + " reading",
        "--delivery=twice | --delivery=twice is not a delivery mode; write exactly-once,"
            + " at-least-once or",
        "--delivery=at-most-once | --delivery=at-most-once continues from counts in Cassandra;",
        "--count-mode=INCREMENTS | --count-mode=INCREMENTS is not a count mode; write final"
            + " or increments.",
        "--cassandra=a:b | 'a:b' is no contact point of Cassandra; write host or host:port.",
        "--keyspace=Counts | 'Counts' cannot be a keyspace; write a lower-case letter and then",
        "--cassandra-properties=none | The file of Cassandra settings 'none' cannot be read; check",
        "--kafka-properties=none | The file of Kafka properties 'none' cannot be read; check its",
        "--bootstrap-servers=here | Cannot connect to Kafka at here: Invalid url in"
      })
  void saysWhatToWriteInsteadBeforeItAsksKafka(String option, String message) {
    RuntimeException e = assertThrows(RuntimeException.class, () -> jobs.kafka(option).pipeline());
    assertThat(
        e, anyOf(instanceOf(IllegalArgumentException.class), instanceOf(PermanentFailure.class)));
    assertThat(e.getMessage(), startsWith(message));
    assertThat(jobs.told(), empty());
  }

  @Test
  void refusesFilesThatHoldNoEventsAtItsStart() throws IOException {
    Path events = Files.writeString(folder.resolve("b.jsonl"), "{}\n", StandardCharsets.UTF_16);
    assertThat(
        problemOf(jobs.files()),
        equalTo(
            "The file '"
                + events
                + "' is text in UTF-16; give JSON lines in UTF-8, plain or compressed with gzip,"
                + " bzip2 or Zstandard, or an Avro file."));
    Files.write(events, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThat(
        problemOf(jobs.files()),
        startsWith("The file '" + events + "' cannot be read beyond line 0 ("));
  }

  @Test
  void refusesABrokenLookupFileAtItsStart() throws IOException {
    Path catalog = folder.resolve("catalog.yaml");
    Files.writeString(
        catalog,
        Files.readString(catalog)
            + "lookups: {messages: {file: messages.csv, key: {id: message}}}\n");
    Path messages = Files.writeString(folder.resolve("messages.csv"), "id,name\n1,a\n2\n");
    CatalogException refused = assertThrows(CatalogException.class, () -> jobs.files().pipeline());
    assertThat(
        refused.getMessage(),
        equalTo(
            messages
                + ":3:1: The line has 1 field and the header has 2; add what is missing, with"
                + " nothing between two commas for an empty field."));
  }

  @ParameterizedTest
  @CsvSource({"earliest", "EARLIEST"})
  void doesNotReadAgainWhatIsCounted(String start) {
    assertThat(
        problemOf(jobs.kafka("--bootstrap-before=2026-11", "--start-from=" + start)),
        startsWith("--bootstrap-before continues from counts in Cassandra"));
  }

  @Test
  void atMostOnceNeedsKafka() {
    assertThat(
        problemOf(jobs.files("--delivery=at-most-once")),
        equalTo("--delivery=at-most-once is for Kafka, which knows what was read; leave it out."));
  }

  @Test
  void saysThatAMonthIsNotValid() {
    assertThat(
        problemOf(jobs.kafka("--bootstrap-before=11/2026", "--start-from=committed")),
        equalTo("--bootstrap-before=11/2026 is no month; write one such as 2026-11."));
  }

  @Test
  void saysThatKafkaIsAway() {
    assertThat(
        problemOf(jobs.kafka()),
        equalTo(
            "Kafka does not answer at 127.0.0.1:1; start it, or name its address with"
                + " --bootstrap-servers. It did not come within 1 seconds."));
  }

  @Test
  void saysThatNoFileMatches() {
    String glob = folder + "/none-*.jsonl";
    assertThat(
        problemOf(jobs.files("--input=" + glob)),
        equalTo(
            "No file matches --input=" + glob + "; check the path, and quote it for the shell."));
  }

  @Test
  void saysThatAFileSystemIsNotThere() {
    assertThat(
        problemOf(jobs.files("--input=s3://bucket/events")),
        startsWith("The files of --input=s3://bucket/events cannot be listed: "));
  }

  @Test
  void saysThatTheCatalogIsNotThere() {
    TestJobs.Job job = jobs.files("--catalog=" + folder.resolve("none.yaml"));
    CatalogException e = assertThrows(CatalogException.class, () -> job.pipeline());
    assertThat(e.getMessage(), containsString("There is no such file; check the path."));
  }

  @Test
  void withoutCustomersThereIsNothingToCountByCustomer() throws Exception {
    Path catalog = folder.resolve("catalog.yaml");
    Files.writeString(
        catalog,
        Files.readString(catalog)
            .replace("customer: u,", "")
            .replace("events: open", "events: open, uniques: false"));

    assertThat(
        problemOf(jobs.files("--job=CUSTOMER")),
        equalTo(
            "The catalog "
                + catalog
                + " does not say which customer an event is of; add event.customer or"
                + " event.email."));
  }

  @Test
  void aWrongOptionLeavesKafkaAsItIs() throws Exception {
    TestKafka kafka = TestKafka.get();
    String topic = kafka.newTopic("clicks", 1);
    String group = TestKafka.newName("group");

    problemOf(jobs.kafka(kafka, topic, group, "--dead-letters=dead"));
    problemOf(jobs.kafka(kafka, topic, group, "--shards=0"));

    assertThat(kafka.offsets(group), anEmptyMap());
    assertThat(TestJobs.topicsOf(kafka), not(hasItem(topic + "-dead-letters")));
  }

  private static String problemOf(TestJobs.Job job) {
    RuntimeException e = assertThrows(RuntimeException.class, () -> job.pipeline());
    assertThat(
        e, anyOf(instanceOf(IllegalArgumentException.class), instanceOf(PermanentFailure.class)));
    return String.valueOf(e.getMessage());
  }
}
