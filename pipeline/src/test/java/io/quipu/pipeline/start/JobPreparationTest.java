package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.RunnerTraits;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.testing.TestKafka;
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
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what a start prepares. */
class JobPreparationTest {
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

  JobPreparationTest(@TempDir Path folder) {
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

  @Test
  void incrementsNeedNoTotals() throws Exception {
    List<String> names = namesOf(filesJob("--count-mode=increments").pipeline());
    assertThat(names, hasItem(startsWith("WriteIncrements/")));
    assertThat(names, not(hasItem(startsWith("AccumulateTotals"))));
    assertThat(names, not(hasItem(startsWith("WriteCounts"))));
  }

  @Test
  void aJobOfFilesIsBoundedAndNeedsNoKafka() throws Exception {
    Job job = filesJob("--epoch=524287", "--window=200ms", "--bootstrap-before=2026-11");
    assertThat(job.spec().isBounded(), equalTo(true));
    assertThat(namesOf(job.pipeline()), hasItem("WriteDeadLetters/Files"));
  }

  @Test
  void aJobOfKafkaSettlesTheOffsetsAndMakesTheTopicForDeadLetters() throws Exception {
    TestKafka kafka = TestKafka.get();
    String topic = kafka.newTopic("clicks", 2);
    String group = TestKafka.newName("group");
    kafka.send(topic, 1, new byte[1]);
    Job job = kafkaJob(reaching(kafka, topic, group, "--start-from=latest"));

    assertThat(job.spec().isBounded(), equalTo(false));
    assertThat(namesOf(job.pipeline()), hasItem(startsWith("Read/KafkaIO")));

    assertThat(
        kafka.offsets(group),
        equalTo(Map.of(new TopicPartition(topic, 0), 0L, new TopicPartition(topic, 1), 1L)));
    assertThat(topicsOf(kafka), hasItem(topic + "-dead-letters"));
  }

  @Test
  void theCustomerJobIsApartFromTheStatisticJob() throws Exception {
    TestKafka kafka = TestKafka.get();
    String topic = kafka.newTopic("clicks", 1);
    Job job =
        kafkaJob(
            "--job=CUSTOMER",
            "--bootstrap-servers=" + kafka.bootstrapServers(),
            "--kafka-properties=" + kafka.propertiesFile(),
            "--startup-timeout=1m",
            "--input=" + topic);

    Pipeline pipeline = job.pipeline();

    assertThat(job.spec().consumerGroup(), equalTo("quipu-customer"));
    assertThat(kafkaJob().spec().consumerGroup(), equalTo("quipu-statistic"));
    assertThat(kafka.offsets("quipu-customer").keySet(), hasItem(new TopicPartition(topic, 0)));
    assertThat(topicsOf(kafka), hasItem(topic + "-customer-dead-letters"));
    assertThat(topicsOf(kafka), not(hasItem(topic + "-dead-letters")));
    assertThat(job.spec().jobName(), equalTo("kafka:quipu-customer"));
    assertThat(namesOf(pipeline), hasItem(startsWith("CountEveryEvent/")));
    assertThat(namesOf(pipeline), not(hasItem(startsWith("Check"))));
  }

  @Test
  void customersEventsAreKeyedOnlyIfTheyHaveIds() throws Exception {
    Path catalog = folder.resolve("catalog.yaml");
    Files.writeString(
        catalog, Files.readString(catalog).replace("customer: u,", "customer: u, id: i,"));

    List<String> names = namesOf(filesJob("--job=CUSTOMER").pipeline());

    assertThat(names, hasItem(startsWith("CheckIds/")));
    assertThat(names, not(hasItem(startsWith("CountEveryEvent"))));
  }

  @Test
  void theOptionsGiveCassandraAndTheTimeToWait() {
    Job job = filesJob("--cassandra=a,b", "--keyspace=counts", "--startup-timeout=90s");
    assertThat(job.spec().cassandra().toString(), equalTo("a,b port 9042 keyspace counts"));
    assertThat(job.spec().startupTimeout(), equalTo(Duration.ofSeconds(90)));
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
