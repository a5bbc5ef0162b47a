package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which part of a topic a backfill counts, and what may follow it. */
class TopicBatchTest {
  private static final String BATCH = "--batch=true";

  private final TestKafka kafka = TestKafka.get();
  private final MemoryHistory history = new MemoryHistory();
  private final String group = TestKafka.newName("batch-group");
  private final String topic;
  private final TestJobs jobs;

  TopicBatchTest(@TempDir Path folder) throws Exception {
    topic = kafka.newTopic("batch", 1);
    jobs = TestJobs.in(folder);
  }

  private PreparedJob prepare(String option) throws Exception {
    return new JobPreparation(
            jobs.kafka(kafka, topic, group, option).spec(), () -> history, jobs.told()::add)
        .prepare(JobLife.WITHOUT_STATE);
  }

  private void send(int records) throws Exception {
    for (int i = 0; i < records; i++) {
      kafka.send(topic, 0, "{}".getBytes(StandardCharsets.UTF_8));
    }
  }

  private Map<TopicPartition, Long> at(long offset) {
    return Map.of(new TopicPartition(topic, 0), offset);
  }

  @Test
  void aRepeatedBackfillEndsAtTheSameRecord() throws Exception {
    send(3);
    PreparedJob killed = prepare(BATCH);
    assertThat(kafka.offsets(group), equalTo(at(3)));
    send(2);
    PreparedJob again = prepare(BATCH);
    assertThat(again.run().incarnation(), equalTo(killed.run().incarnation()));
    assertThat(kafka.offsets(group), equalTo(at(3)));
  }

  @Test
  void aLiveJobWaitsForTheEndOfTheBackfill() throws Exception {
    send(3);
    PreparedJob batch = prepare(BATCH);
    StartupException refused =
        assertThrows(StartupException.class, () -> prepare("--start-from=committed"));
    assertThat(
        refused.getMessage(), containsString("The backfill of the consumer group '" + group));
    history.end(batch.run().incarnation());
    prepare("--start-from=committed");
    assertThat(kafka.offsets(group), equalTo(at(3)));
  }

  @Test
  void aBackfillIntoCountsIsRefusedAndChangesNothing() throws Exception {
    send(3);
    history.addUnknownCounts();
    StartupException refused = assertThrows(StartupException.class, () -> prepare(BATCH));
    assertThat(refused.getMessage(), containsString("holds counts"));
    assertThat(kafka.offsets(group), anEmptyMap());
  }
}
