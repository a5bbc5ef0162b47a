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

import io.quipu.io.StartupException;
import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.RunnerTraits;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.testing.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that a start that cannot work is refused before anything is changed. */
class RefusedStartTest {
  /** A job that is prepared without a Cassandra. */
  private record Job(List<String> arguments, Consumer<String> progress) {
    JobSpec spec() {
      return JobSpec.parse(JobArguments.parse(arguments, List.of()));
    }

    Pipeline pipeline() throws Exception {
      PreparedJob job =
          new JobPreparation(spec(), RunnerTraits.PLAIN, MemoryHistory::new, progress)
              .prepare(JobLife.WITHOUT_STATE);
      return CountingPipeline.of(job, RunnerTraits.PLAIN).create();
    }
  }

  private final Path folder;
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  RefusedStartTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("catalog.yaml"),
        """
        version: 1
        event: {company: c, customer: u, type: t, time: {field: at, unit: millis}}
        statistics: {open: {events: open}}
        """);
    Files.writeString(folder.resolve("events.jsonl"), "{}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--source=Kafka | --source=Kafka is no source; write kafka or files.",
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
        "--epoch=-1 | --epoch=-1 is out of range; write 0 to 524287.",
        "--epoch=524288 | --epoch=524288 is out of range; write 0 to 524287.",
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
    RuntimeException e = assertThrows(RuntimeException.class, () -> kafkaJob(option).pipeline());
    assertThat(
        e, anyOf(instanceOf(IllegalArgumentException.class), instanceOf(StartupException.class)));
    assertThat(e.getMessage(), startsWith(message));
    assertThat(told, empty());
  }

  @Test
  void refusesFilesThatHoldNoEventsAtItsStart() throws IOException {
    Path events = Files.writeString(folder.resolve("b.jsonl"), "{}\n", StandardCharsets.UTF_16);
    assertThat(
        problemOf(filesJob()),
        equalTo(
            "The file '"
                + events
                + "' is text in UTF-16; give JSON lines in UTF-8, plain or compressed with gzip,"
                + " bzip2 or Zstandard."));
    Files.write(events, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThat(
        problemOf(filesJob()),
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
    CatalogException refused = assertThrows(CatalogException.class, () -> filesJob().pipeline());
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
        problemOf(kafkaJob("--bootstrap-before=2026-11", "--start-from=" + start)),
        startsWith("--bootstrap-before continues from counts in Cassandra"));
  }

  @Test
  void atMostOnceNeedsKafka() {
    assertThat(
        problemOf(filesJob("--delivery=at-most-once")),
        equalTo("--delivery=at-most-once is for Kafka, which knows what was read; leave it out."));
  }

  @Test
  void incrementsHaveNoEpoch() {
    assertThat(
        problemOf(filesJob("--count-mode=increments", "--epoch=1")),
        startsWith("--epoch replaces final rows, but --count-mode=increments only adds; leave"));
  }

  @Test
  void saysThatAMonthIsNotValid() {
    assertThat(
        problemOf(kafkaJob("--bootstrap-before=11/2026", "--start-from=committed")),
        equalTo("--bootstrap-before=11/2026 is no month; write one such as 2026-11."));
  }

  @Test
  void saysThatKafkaIsAway() {
    assertThat(
        problemOf(kafkaJob()),
        equalTo(
            "Kafka does not answer at 127.0.0.1:1; start it, or name its address with"
                + " --bootstrap-servers. It did not come within 1 seconds."));
  }

  @Test
  void saysThatNoFileMatches() {
    String glob = folder + "/none-*.jsonl";
    assertThat(
        problemOf(filesJob("--input=" + glob)),
        equalTo(
            "No file matches --input=" + glob + "; check the path, and quote it for the shell."));
  }

  @Test
  void saysThatAFileSystemIsNotThere() {
    assertThat(
        problemOf(filesJob("--input=s3://bucket/events")),
        startsWith("The files of --input=s3://bucket/events cannot be listed: "));
  }

  @Test
  void saysThatTheCatalogIsNotThere() {
    Job job = filesJob("--catalog=" + folder.resolve("none.yaml"));
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
        problemOf(filesJob("--job=CUSTOMER")),
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

    problemOf(kafkaJob(reaching(kafka, topic, group, "--dead-letters=dead")));
    problemOf(kafkaJob(reaching(kafka, topic, group, "--shards=0")));

    assertThat(kafka.offsets(group), anEmptyMap());
    assertThat(topicsOf(kafka), not(hasItem(topic + "-dead-letters")));
  }

  private static String problemOf(Job job) {
    RuntimeException e = assertThrows(RuntimeException.class, () -> job.pipeline());
    assertThat(
        e, anyOf(instanceOf(IllegalArgumentException.class), instanceOf(StartupException.class)));
    return String.valueOf(e.getMessage());
  }

  private static String[] reaching(TestKafka kafka, String topic, String group, String option) {
    return new String[] {
      "--bootstrap-servers=" + kafka.bootstrapServers(),
      "--kafka-properties=" + kafka.propertiesFile(),
      "--startup-timeout=1m",
      "--input=" + topic,
      "--consumer-group=" + group,
      option
    };
  }

  /** A job that reads from a Kafka that does not exist, unless the options name another. */
  private Job kafkaJob(String... options) {
    return job(
        Map.of(
            "bootstrap-servers", "127.0.0.1:1", "startup-timeout", "1s", "input", "clicks,opens"),
        options);
  }

  private Job filesJob(String... options) {
    return job(Map.of("source", "files", "input", folder + "/*.jsonl"), options);
  }

  private Job job(Map<String, String> defaults, String... options) {
    Map<String, String> all = new LinkedHashMap<>(defaults);
    all.put("catalog", folder.resolve("catalog.yaml").toString());
    for (String option : options) {
      String[] parts = option.substring(2).split("=", 2);
      all.put(parts[0], parts[1]);
    }
    List<String> arguments = new ArrayList<>();
    all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return new Job(arguments, told::add);
  }

  private static List<String> topicsOf(TestKafka kafka) throws Exception {
    try (Admin admin = kafka.admin()) {
      return List.copyOf(admin.listTopics().names().get());
    }
  }
}
