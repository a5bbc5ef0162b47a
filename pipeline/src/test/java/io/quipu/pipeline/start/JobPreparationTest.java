package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.testing.TestKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what a start prepares. */
class JobPreparationTest {
  private final Path folder;
  private final TestJobs jobs;

  JobPreparationTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    jobs = TestJobs.in(folder);
  }

  @Test
  void incrementsNeedNoTotals() throws Exception {
    List<String> names = namesOf(jobs.files("--count-mode=increments").pipeline());
    assertThat(names, hasItem(startsWith("WriteIncrements/")));
    assertThat(names, not(hasItem(startsWith("AccumulateTotals"))));
    assertThat(names, not(hasItem(startsWith("WriteCounts"))));
  }

  @Test
  void aJobOfFilesIsBoundedAndNeedsNoKafka() throws Exception {
    TestJobs.Job job = jobs.files("--window=200ms", "--bootstrap-before=2026-11");
    assertThat(job.spec().isBounded(), equalTo(true));
    assertThat(namesOf(job.pipeline()), hasItem("WriteDeadLetters/Files"));
  }

  @Test
  void aJobOfKafkaSettlesTheOffsetsAndMakesTheTopicForDeadLetters() throws Exception {
    TestKafka kafka = TestKafka.get();
    String topic = kafka.newTopic("clicks", 2);
    String group = TestKafka.newName("group");
    kafka.send(topic, 1, new byte[1]);
    TestJobs.Job job = jobs.kafka(kafka, topic, group, "--start-from=latest");

    assertThat(job.spec().isBounded(), equalTo(false));
    assertThat(namesOf(job.pipeline()), hasItem(startsWith("Read/KafkaIO")));

    assertThat(
        kafka.offsets(group),
        equalTo(Map.of(new TopicPartition(topic, 0), 0L, new TopicPartition(topic, 1), 1L)));
    assertThat(TestJobs.topicsOf(kafka), hasItem(topic + "-dead-letters"));
  }

  @Test
  void theCustomerJobIsApartFromTheStatisticJob() throws Exception {
    TestKafka kafka = TestKafka.get();
    String topic = kafka.newTopic("clicks", 1);
    TestJobs.Job job =
        jobs.kafka(
            "--job=CUSTOMER",
            "--bootstrap-servers=" + kafka.bootstrapServers(),
            "--kafka-properties=" + kafka.propertiesFile(),
            "--startup-timeout=1m",
            "--input=" + topic);

    Pipeline pipeline = job.pipeline();

    assertThat(job.spec().consumerGroup(), equalTo("quipu-customer"));
    assertThat(jobs.kafka().spec().consumerGroup(), equalTo("quipu-statistic"));
    assertThat(kafka.offsets("quipu-customer").keySet(), hasItem(new TopicPartition(topic, 0)));
    assertThat(TestJobs.topicsOf(kafka), hasItem(topic + "-customer-dead-letters"));
    assertThat(TestJobs.topicsOf(kafka), not(hasItem(topic + "-dead-letters")));
    assertThat(job.spec().jobName(), equalTo("kafka:quipu-customer"));
    assertThat(namesOf(pipeline), hasItem(startsWith("CountEveryEvent/")));
    assertThat(namesOf(pipeline), not(hasItem(startsWith("Check"))));
  }

  @Test
  void customersEventsAreKeyedOnlyIfTheyHaveIds() throws Exception {
    Path catalog = folder.resolve("catalog.yaml");
    Files.writeString(
        catalog, Files.readString(catalog).replace("customer: u,", "customer: u, id: i,"));

    List<String> names = namesOf(jobs.files("--job=CUSTOMER").pipeline());

    assertThat(names, hasItem(startsWith("CheckIds/")));
    assertThat(names, not(hasItem(startsWith("CountEveryEvent"))));
  }

  @Test
  void theOptionsGiveCassandraAndTheTimeToWait() {
    TestJobs.Job job = jobs.files("--cassandra=a,b", "--keyspace=counts", "--startup-timeout=90s");
    assertThat(job.spec().cassandra().toString(), equalTo("a,b port 9042 keyspace counts"));
    assertThat(job.spec().startupTimeout(), equalTo(Duration.ofSeconds(90)));
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
