package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.RunScope;
import io.quipu.testing.TestKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How starts of a job that reads topics fit to what it has counted, and to what Kafka still has.
 */
class TopicRunsTest {
  private static final byte[] RECORD = {'{', '}'};

  private final Path folder;
  private final TestKafka kafka = TestKafka.get();
  private final String group = TestKafka.newName("group");
  private final MemoryHistory history = new MemoryHistory();
  private final List<String> told = new ArrayList<>();
  private String topic = "";

  TopicRunsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void fill() throws Exception {
    TestJobs.writeCatalog(folder);
    topic = kafka.newTopic("clicks", 1);
    send(10);
  }

  @Test
  void theSameStartGoesOn() throws Exception {
    PreparedJob first = prepare(JobLife.WITHOUT_STATE);
    PreparedJob again = prepare(JobLife.WITHOUT_STATE);
    assertThat(again.run().incarnation(), equalTo(first.run().incarnation()));
  }

  @Test
  void aRunKnowsFromWhenItHasAllRecords() throws Exception {
    PreparedJob first = prepare(JobLife.WITHOUT_STATE, "--start-from=latest");
    RunScope scope = history.scope(first.run().incarnation());
    assertThat(scope.exactness(), equalTo(RunScope.Exactness.EXACT));
    assertThat(scope.since(), notNullValue());
    prepare(JobLife.WITHOUT_STATE, "--start-from=latest");
    assertThat(history.scope(first.run().incarnation()), equalTo(scope));

    // What a drained run left out is left out of the next one too.
    first.end().note();
    PreparedJob second = prepare(JobLife.WITHOUT_STATE, "--start-from=committed");
    assertThat(history.scope(second.run().incarnation()), equalTo(scope));
    second.end().note();
    PreparedJob third =
        prepare(JobLife.WITHOUT_STATE, "--start-from=committed", "--delivery=at-least-once");
    assertThat(
        history.scope(third.run().incarnation()),
        equalTo(new RunScope(RunScope.Exactness.APPROXIMATE, scope.since())));
  }

  @Test
  void aRunFromTheFirstRecordHasAllOfThem() throws Exception {
    PreparedJob job = prepare(JobLife.WITHOUT_STATE);
    assertThat(
        history.scope(job.run().incarnation()),
        equalTo(new RunScope(RunScope.Exactness.EXACT, null)));
  }

  @Test
  void aJobWithoutACheckpointBeginsAgainAtTheSameRecords() throws Exception {
    PreparedJob first = prepare(JobLife.WITHOUT_STATE, "--start-from=latest");
    send(5);
    PreparedJob again = prepare(JobLife.WITHOUT_STATE, "--start-from=latest");
    assertThat(again.run().incarnation(), equalTo(first.run().incarnation()));
    assertThat(kafka.offsets(group), equalTo(Map.of(partition(0), 10L)));
  }

  @Test
  void stateGoesOnWhereverTheGroupIs() throws Exception {
    PreparedJob first = prepare(JobLife.WITHOUT_STATE);
    commit(7);
    PreparedJob again = prepare(JobLife.WITH_STATE);
    assertThat(again.run().incarnation(), equalTo(first.run().incarnation()));
    assertThat(kafka.offsets(group), equalTo(Map.of(partition(0), 7L)));
  }

  @Test
  void aJobThatWasNotDrainedAndHasNoStateIsRefusedAndChangesNothing() throws Exception {
    prepare(JobLife.WITHOUT_STATE);
    commit(7);
    assertThat(
        problemOf("--start-from=committed"),
        containsString("The job of the consumer group '" + group + "', which began at 2"));
    assertThat(
        problemOf("--start-from=latest"),
        containsString("and its end is not known. Continue from"));
    assertThat(kafka.offsets(group), equalTo(Map.of(partition(0), 7L)));
  }

  @Test
  void aDrainedJobGoesOnFromWhatIsStored() throws Exception {
    PreparedJob first = prepare(JobLife.WITHOUT_STATE);
    commit(10);
    first.end().note();

    assertThat(
        problemOf("--start-from=earliest"),
        containsString("from the earliest record, events would count twice."));
    PreparedJob second = prepare(JobLife.WITHOUT_STATE, "--start-from=committed");

    assertThat(second.run().incarnation(), greaterThan(first.run().incarnation()));
    assertThat(second.run().bootstrapBefore(), notNullValue());
    assertThat(kafka.offsets(group), equalTo(Map.of(partition(0), 10L)));
  }

  @Test
  void recordsThatRetentionDeletedAreToldWithTheirOffsets() throws Exception {
    PreparedJob first = prepare(JobLife.WITHOUT_STATE);
    commit(3);
    first.end().note();
    deleteBefore(8);

    assertThat(
        problemOf("--start-from=committed"),
        containsString(
            "Kafka has deleted records of "
                + topic
                + "-0 that were not counted: the job continues at offset 3, and the oldest record"
                + " left has offset 8, so 5 are lost. Give --accept-gap"));
    prepare(JobLife.WITHOUT_STATE, "--start-from=committed", "--accept-gap");
    assertThat(
        told, contains(containsString("Kafka does not have offset 3 of " + topic + "-0. Because")));
  }

  @Test
  void aTopicWithoutAppendTimesIsRefusedUnlessThatIsAccepted() throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    ConfigEntry createTime = new ConfigEntry("message.timestamp.type", "CreateTime");
    try (Admin admin = kafka.admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(resource, List.of(new AlterConfigOp(createTime, OpType.SET))))
          .all()
          .get();
    }
    assertThat(
        problemOf(),
        containsString(
            "--add-config message.timestamp.type=LogAppendTime. Records that are there already do no"
                + " harm. Or give --accept-create-time"));
    prepare(JobLife.WITHOUT_STATE, "--accept-create-time");
    assertThat(
        told, contains(containsString("stream time is the time at which records are read.")));
  }

  @Test
  void aTopicThatWasMadeAgainIsTold() throws Exception {
    PreparedJob first = prepare(JobLife.WITHOUT_STATE);
    commit(3);
    makeAgain();
    send(9);

    // The log is long enough, so its offsets alone say nothing.
    String again = "The topic '" + topic + "' was deleted and created again since the job began";
    StartupException withState =
        assertThrows(StartupException.class, () -> prepare(JobLife.WITH_STATE));
    assertThat(withState.getMessage(), containsString(again));
    prepare(JobLife.WITH_STATE, "--accept-gap");
    assertThat(told, contains(containsString("the job continues at the old offsets")));
    // It was accepted once.
    prepare(JobLife.WITH_STATE);
    first.end().note();
    makeAgain();
    send(9);
    assertThat(problemOf("--start-from=committed"), containsString(again));
  }

  @Test
  void aLogThatEndsBeforeTheJobIsTold() throws Exception {
    commit(30);
    assertThat(
        problemOf("--start-from=committed"),
        containsString(
            "The log of " + topic + "-0 ends at offset 10, before offset 30 at which the job"));
  }

  @Test
  void newPartitionsAreTold() throws Exception {
    PreparedJob first = prepare(JobLife.WITHOUT_STATE);
    assertThat(told, empty());
    try (Admin admin = kafka.admin()) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all().get();
      Awaitility.await()
          .until(
              () ->
                  admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                      .allMatch(described -> described.partitions().size() == 3));
    }

    prepare(JobLife.WITH_STATE);
    assertThat(
        told,
        contains(
            containsString(
                "The topic '" + topic + "' has 2 more partitions than when the job began. They")));
    first.end().note();
    prepare(JobLife.WITHOUT_STATE, "--start-from=committed");
    assertThat(told, contains(containsString("They are read too.")));
  }

  @Test
  void offsetsThatKafkaForgotAreTold() throws Exception {
    PreparedJob first = prepare(JobLife.WITHOUT_STATE);
    first.end().note();
    try (Admin admin = kafka.admin()) {
      admin.deleteConsumerGroups(List.of(group)).all().get();
    }
    assertThat(
        problemOf("--start-from=committed"),
        containsString("Kafka has no offsets of the consumer group '" + group + "'"));
    assertThat(kafka.offsets(group), anEmptyMap());
  }

  @Test
  void theOffsetOfOnePartitionThatKafkaForgotIsTold() throws Exception {
    try (Admin admin = kafka.admin()) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all().get();
      Awaitility.await()
          .until(
              () ->
                  admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                      .allMatch(described -> described.partitions().size() == 2));
      prepare(JobLife.WITHOUT_STATE).end().note();
      admin.deleteConsumerGroupOffsets(group, Set.of(partition(1))).all().get();
    }
    assertThat(
        problemOf("--start-from=committed"),
        containsString("of the consumer group '" + group + "' for [" + topic + "-1], which"));
  }

  @Test
  void aNamedLifeGoesOnBeforeItsFirstCheckpoint() throws Exception {
    JobLife life = JobLife.named(false, "a");
    PreparedJob first = prepare(life);
    commit(5);
    assertThat(prepare(life).run().incarnation(), equalTo(first.run().incarnation()));
    assertThat(kafka.offsets(group), equalTo(Map.of(partition(0), 5L)));
    StartupException other =
        assertThrows(StartupException.class, () -> prepare(JobLife.named(false, "b")));
    assertThat(other.getMessage(), containsString("its end is not known"));
    assertThat(history.runs(), not(empty()));
  }

  private void send(int records) throws Exception {
    for (int i = 0; i < records; i++) {
      kafka.send(topic, 0, RECORD);
    }
  }

  private void commit(long offset) throws Exception {
    try (Admin admin = kafka.admin()) {
      admin
          .alterConsumerGroupOffsets(group, Map.of(partition(0), new OffsetAndMetadata(offset)))
          .all()
          .get();
    }
  }

  private void deleteBefore(long offset) throws Exception {
    try (Admin admin = kafka.admin()) {
      admin.deleteRecords(Map.of(partition(0), RecordsToDelete.beforeOffset(offset))).all().get();
    }
  }

  private void makeAgain() throws Exception {
    try (Admin admin = kafka.admin()) {
      admin.deleteTopics(List.of(topic)).all().get();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> !admin.listTopics().names().get().contains(topic));
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(topic, number);
  }

  private PreparedJob prepare(JobLife life, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--catalog=" + folder.resolve("catalog.yaml"),
                "--bootstrap-servers=" + kafka.bootstrapServers(),
                "--kafka-properties=" + kafka.propertiesFile(),
                "--input=" + topic,
                "--consumer-group=" + group,
                "--startup-timeout=1m"));
    for (String option : options) {
      // A later value replaces that of the same option.
      arguments.removeIf(given -> given.startsWith(option.replaceFirst("=.*", "=")));
      arguments.add(option);
    }
    JobSpec spec = JobSpec.parse(JobArguments.parse(arguments, List.of()));
    told.clear();
    return new JobPreparation(spec, () -> history, told::add).prepare(life);
  }

  private String problemOf(String... options) throws IOException {
    StartupException refused =
        assertThrows(StartupException.class, () -> prepare(JobLife.WITHOUT_STATE, options));
    return String.valueOf(refused.getMessage());
  }
}
