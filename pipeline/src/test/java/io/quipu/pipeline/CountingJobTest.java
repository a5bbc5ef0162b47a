package io.quipu.pipeline;

import static io.quipu.pipeline.LineageRegistry.ALWAYS_NEW;
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

import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.testing.TestKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountingJobTest {
  private final Path folder;
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  CountingJobTest(@TempDir Path folder) {
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
        "--startFrom=newest | 'newest' is no start; write earliest, latest, committed or a time",
        "--maxEventsPerSecond=-1 | --maxEventsPerSecond=-1 is out of range; write 0 to 2147483647.",
        "--window=1 | --window=1 is no duration; write a whole number and ms, s, m, h or d",
        "--window=0s | --window=0s is out of range; write 1ms to 1d.",
        "--window=25h | --window=25h is out of range; write 1ms to 1d.",
        "--retention=long | --retention=long is no duration; write a whole number and",
        "--retention=36501d | --retention=36501d is out of range; write 0d to 36500d.",
        "--startupTimeout=soon | --startupTimeout=soon is no duration; write a whole number and",
        "--epoch=-1 | --epoch=-1 is out of range; write 0 to 524287.",
        "--epoch=524288 | --epoch=524288 is out of range; write 0 to 524287.",
        "--shards=0 | --shards=0 is out of range; write 1 to 65536.",
        "--shards=65537 | --shards=65537 is out of range; write 1 to 65536.",
        "--deadLetters=dead | --deadLetters=dead is no place; write kafka:TOPIC or files:FOLDER.",
        "--deadLetters=kafka:clicks | --deadLetters=kafka:clicks is a topic that is read; name",
        "--hydrateBefore=2026-11 | --hydrateBefore goes on from counts that Cassandra has; to read",
        "--delivery=twice | --delivery=twice is none; write exactly-once, at-least-once or",
        "--delivery=at-most-once | --delivery=at-most-once goes on from counts that Cassandra has;",
        "--countMode=INCREMENTS | --countMode=INCREMENTS is none; write final or increments.",
        "--cassandra=a:b | 'a:b' is no contact point of Cassandra; write host or host:port.",
        "--keyspace=Counts | 'Counts' cannot be a keyspace; write a lower-case letter and then",
        "--cassandraProperties=none | The file of Cassandra settings 'none' cannot be read; check",
        "--kafkaProperties=none | The file of Kafka properties 'none' cannot be read; check its",
        "--bootstrapServers=here | There is no connecting to Kafka at here: Invalid url in"
      })
  void saysWhatToWriteInsteadBeforeItAsksKafka(String option, String message) {
    RuntimeException e =
        assertThrows(RuntimeException.class, () -> kafkaJob(option).pipeline(ALWAYS_NEW));
    assertThat(
        e, anyOf(instanceOf(IllegalArgumentException.class), instanceOf(StartupException.class)));
    assertThat(e.getMessage(), startsWith(message));
    assertThat(told, empty());
  }

  @ParameterizedTest
  @CsvSource({"earliest", "EARLIEST"})
  void doesNotReadAgainWhatIsCounted(String start) {
    assertThat(
        problemOf(kafkaJob("--hydrateBefore=2026-11", "--startFrom=" + start)),
        startsWith("--hydrateBefore goes on from counts that Cassandra has"));
  }

  @Test
  void committedReadsAreForKafka() {
    assertThat(
        problemOf(filesJob("--delivery=at-most-once")),
        equalTo("--delivery=at-most-once is for Kafka, which knows what was read; leave it out."));
  }

  @Test
  void whatIsAddedIsOfNoEpoch() {
    assertThat(
        problemOf(filesJob("--countMode=increments", "--epoch=1")),
        startsWith("--epoch replaces final rows, but --countMode=increments only adds; leave"));
  }

  @Test
  void incrementsNeedNoTotals() throws Exception {
    List<String> names = namesOf(filesJob("--countMode=increments").pipeline(ALWAYS_NEW));
    assertThat(names, hasItem(startsWith("WriteIncrements/")));
    assertThat(names, not(hasItem(startsWith("ReadTotals"))));
    assertThat(names, not(hasItem(startsWith("WriteCounts"))));
  }

  @Test
  void saysThatAMonthIsNone() {
    assertThat(
        problemOf(kafkaJob("--hydrateBefore=11/2026", "--startFrom=committed")),
        equalTo("--hydrateBefore=11/2026 is no month; write one such as 2026-11."));
  }

  @Test
  void saysThatKafkaIsAway() {
    assertThat(
        problemOf(kafkaJob()),
        equalTo(
            "Kafka does not answer at 127.0.0.1:1; start it, or name its address with"
                + " --bootstrapServers. It did not come within 1 seconds."));
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
    CountingJob job = filesJob("--catalog=" + folder.resolve("none.yaml"));
    CatalogException e = assertThrows(CatalogException.class, () -> job.pipeline(ALWAYS_NEW));
    assertThat(e.getMessage(), containsString("There is no such file; check the path."));
  }

  @Test
  void aJobOfFilesIsBoundedAndNeedsNoKafka() throws Exception {
    CountingJob job = filesJob("--epoch=524287", "--window=200ms", "--hydrateBefore=2026-11");
    assertThat(job.isBounded(), equalTo(true));
    assertThat(namesOf(job.pipeline(ALWAYS_NEW)), hasItem("WriteDeadLetters/Files"));
  }

  @Test
  void aJobOfKafkaSettlesTheOffsetsAndMakesTheTopicForDeadLetters() throws Exception {
    TestKafka kafka = TestKafka.get();
    String topic = kafka.newTopic("clicks", 2);
    String group = TestKafka.newName("group");
    kafka.send(topic, 1, new byte[1]);
    CountingJob job = kafkaJob(reaching(kafka, topic, group, "--startFrom=latest"));

    assertThat(job.isBounded(), equalTo(false));
    assertThat(namesOf(job.pipeline(ALWAYS_NEW)), hasItem(startsWith("Read/KafkaIO")));

    assertThat(
        kafka.offsets(group),
        equalTo(Map.of(new TopicPartition(topic, 0), 0L, new TopicPartition(topic, 1), 1L)));
    assertThat(topicsOf(kafka), hasItem(topic + "-dead-letters"));
  }

  @Test
  void theCustomerJobIsApartFromTheStatisticJob() throws Exception {
    TestKafka kafka = TestKafka.get();
    String topic = kafka.newTopic("clicks", 1);
    CountingJob job =
        kafkaJob(
            "--job=CUSTOMER",
            "--bootstrapServers=" + kafka.bootstrapServers(),
            "--kafkaProperties=" + kafka.propertiesFile(),
            "--startupTimeout=1m",
            "--input=" + topic);
    List<String> lineages = new ArrayList<>();

    Pipeline pipeline =
        job.pipeline(
            (name, start) -> {
              lineages.add(name);
              return ALWAYS_NEW.lineage(name, start);
            });

    assertThat(job.consumerGroup(), equalTo("quipu-customer"));
    assertThat(kafkaJob().consumerGroup(), equalTo("quipu-statistic"));
    assertThat(kafka.offsets("quipu-customer").keySet(), hasItem(new TopicPartition(topic, 0)));
    assertThat(topicsOf(kafka), hasItem(topic + "-customer-dead-letters"));
    assertThat(topicsOf(kafka), not(hasItem(topic + "-dead-letters")));
    assertThat(lineages, equalTo(List.of("customer:kafka:quipu-customer")));
    assertThat(namesOf(pipeline), hasItem(startsWith("CountEveryEvent/")));
    assertThat(namesOf(pipeline), not(hasItem(startsWith("Check"))));
  }

  @Test
  void customersEventsAreKeyedOnlyIfTheyHaveIds() throws Exception {
    Path catalog = folder.resolve("catalog.yaml");
    Files.writeString(
        catalog, Files.readString(catalog).replace("customer: u,", "customer: u, id: i,"));

    List<String> names = namesOf(filesJob("--job=CUSTOMER").pipeline(ALWAYS_NEW));

    assertThat(names, hasItem(startsWith("CheckIds/")));
    assertThat(names, not(hasItem(startsWith("CountEveryEvent"))));
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

    problemOf(kafkaJob(reaching(kafka, topic, group, "--deadLetters=dead")));
    problemOf(kafkaJob(reaching(kafka, topic, group, "--shards=0")));

    assertThat(kafka.offsets(group), anEmptyMap());
    assertThat(topicsOf(kafka), not(hasItem(topic + "-dead-letters")));
  }

  @Test
  void theOptionsGiveCassandraAndTheTimeToWait() {
    CountingJob job = filesJob("--cassandra=a,b", "--keyspace=counts", "--startupTimeout=90s");
    assertThat(job.cassandra().toString(), equalTo("a,b port 9042 keyspace counts"));
    assertThat(job.startupTimeout(), equalTo(Duration.ofSeconds(90)));
  }

  private static String problemOf(CountingJob job) {
    RuntimeException e = assertThrows(RuntimeException.class, () -> job.pipeline(ALWAYS_NEW));
    assertThat(
        e, anyOf(instanceOf(IllegalArgumentException.class), instanceOf(StartupException.class)));
    return String.valueOf(e.getMessage());
  }

  private static String[] reaching(TestKafka kafka, String topic, String group, String option) {
    return new String[] {
      "--bootstrapServers=" + kafka.bootstrapServers(),
      "--kafkaProperties=" + kafka.propertiesFile(),
      "--startupTimeout=1m",
      "--input=" + topic,
      "--consumerGroup=" + group,
      option
    };
  }

  /** A job that reads a Kafka that is not there, unless the options name another. */
  private CountingJob kafkaJob(String... options) {
    return job(
        Map.of("bootstrapServers", "127.0.0.1:1", "startupTimeout", "1s", "input", "clicks,opens"),
        options);
  }

  private CountingJob filesJob(String... options) {
    return job(Map.of("source", "files", "input", folder + "/*.jsonl"), options);
  }

  private CountingJob job(Map<String, String> defaults, String... options) {
    Map<String, String> all = new LinkedHashMap<>(defaults);
    all.put("catalog", folder.resolve("catalog.yaml").toString());
    for (String option : options) {
      String[] parts = option.substring(2).split("=", 2);
      all.put(parts[0], parts[1]);
    }
    List<String> arguments = new ArrayList<>();
    all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return new CountingJob(
        PipelineOptionsFactory.fromArgs(arguments.toArray(new String[0]))
            .withValidation()
            .as(CountingOptions.class),
        told::add);
  }

  private static List<String> topicsOf(TestKafka kafka) throws Exception {
    try (Admin admin = kafka.admin()) {
      return List.copyOf(admin.listTopics().names().get());
    }
  }

  private static List<String> namesOf(Pipeline pipeline) {
    List<String> names = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            names.add(node.getFullName());
            return CompositeBehavior.ENTER_TRANSFORM;
          }
        });
    return names;
  }
}
