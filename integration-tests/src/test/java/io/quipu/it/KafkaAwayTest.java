package io.quipu.it;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.FragileFlink;
import io.quipu.it.stack.Job;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import io.quipu.it.stack.Topics;
import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.RunningKafka;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that all events are counted once when Kafka is down, or goes down, at the start or the end
 * of a job, and tasks are lost meanwhile. Events have no ids here, so an event that is read twice
 * would show.
 *
 * <p>The risk is in Beam's Flink runner: if a checkpoint completes before the source is split, the
 * restored source reads nothing.
 */
class KafkaAwayTest {
  private static final Duration UP = Duration.ofMinutes(3);
  private static final String TOPIC = "events";

  /** Several topics, because the query for each one takes time. */
  private static final List<String> TOPICS =
      List.of(TOPIC, "t2", "t3", "t4", "t5", "t6", "t7", "t8");

  private static final int PARTITIONS = 3;
  private static final int HALF = 300;

  private static final String CATALOG =
      """
      version: 1
      event:
        company: company
        customer: customer
        type: type
        time: {field: time, unit: seconds}
      statistics:
        sale:
          events: [sale]
          dimensions: {item: item}
          sums:
            revenue: {field: revenue, scale: 2}
      """;

  private final Path folder = temporaryFolder();
  private final Path catalog = folder.resolve("catalog.yaml");
  private final LocalKafka settings = LocalKafka.in(folder.resolve("kafka"));
  private final List<byte[]> first = events(0);
  private final List<byte[]> second = events(HALF);
  private RunningKafka kafka = settings.start();
  private Topics topics = new Topics(kafka.bootstrapServers());
  private String keyspace = "";

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("away-");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<byte[]> events(int from) {
    return IntStream.range(from, from + HALF)
        .mapToObj(
            i ->
                """
                {"type":"sale","company":"c%d","customer":%d,"time":%d,"item":"i%d","revenue":%d.%02d}"""
                    .formatted(i % 2, i % 17, 1_750_000_000 + i * 600, i % 5, i - HALF, i % 100))
        .map(event -> event.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @BeforeEach
  void sendTheFirstEvents() throws Exception {
    Files.writeString(catalog, CATALOG);
    keyspace = Servers.get().newKeyspace();
    kafka.awaitReady(UP);
    topics = new Topics(kafka.bootstrapServers());
    for (String topic : TOPICS) {
      topics.create(topic, PARTITIONS);
    }
    topics.send(TOPIC, first);
  }

  @AfterEach
  void stopKafka() {
    kafka.close();
  }

  @Test
  void jobThatStartsBeforeKafkaCountsAll() throws Exception {
    kafka.kill();
    ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    CompletableFuture<Job> starting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Runner.FLINK.start(arguments(TOPIC), told::add);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await().atMost(UP).until(() -> told.stream().anyMatch(line -> line.contains("Waiting")));

    restartKafka();

    try (Job job = starting.get()) {
      topics.send(TOPIC, second);
      assertAllIsCounted(job);
    }
  }

  @Test
  void jobWhoseKafkaGoesAwayBeforeItsSourceWasSplitCountsAll() throws Exception {
    List<String> arguments = arguments(TOPICS.toArray(new String[0]));
    try (FragileFlink flink = FragileFlink.start(folder.resolve("flink"));
        Job job = flink.start(arguments, kafka::kill)) {
      // If this checkpoint completed before the source is split, the tasks would restart without a
      // source.
      job.await().until(flink::hasBegunCheckpoint);
      flink.loseTasks();
      restartKafka();
      topics.send(TOPIC, second);
      assertAllIsCounted(job);
    }
  }

  @Test
  void jobThatLosesItsTasksBeforeTheFirstCheckpointCountsAll() throws Exception {
    try (FragileFlink flink = FragileFlink.start(folder.resolve("flink"));
        Job job = flink.start(arguments(TOPIC), () -> {})) {
      kafka.kill();
      flink.loseTasks();
      restartKafka();
      topics.send(TOPIC, second);
      assertAllIsCounted(job);
    }
  }

  @Test
  void jobThatLosesItsTasksAndKafkaInTheMiddleCountsAll() throws Exception {
    try (FragileFlink flink = FragileFlink.start(folder.resolve("flink"));
        Job job = flink.start(arguments(TOPIC), () -> {})) {
      job.await().until(flink::hasCheckpoint);
      topics.send(TOPIC, second.subList(0, HALF / 2));
      kafka.kill();
      flink.loseTasks();
      restartKafka();
      topics.send(TOPIC, second.subList(HALF / 2, HALF));
      assertAllIsCounted(job);
    }
  }

  @Test
  void aDrainEndsWhenKafkaHasTheOffsets() throws Exception {
    ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    try (RunningJob job = launch(told, "--start-from=earliest", "first")) {
      await().atMost(UP).until(() -> job.figures().events() == HALF);
      kafka.kill();
      CompletableFuture<Void> draining =
          CompletableFuture.runAsync(
              () -> {
                try {
                  job.drain();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      await()
          .atMost(UP)
          .until(() -> told.stream().anyMatch(line -> line.contains("Kafka does not answer")));
      assertThat(draining.isDone(), equalTo(false));
      restartKafka();
      draining.get();
    }

    topics.send(TOPIC, second);
    try (RunningJob job = launch(told, "--start-from=committed", "second")) {
      await().atMost(UP).until(() -> job.figures().events() == HALF);
      job.drain();
    }
    assertThat(Row.differences(recount(), Servers.get().rows(keyspace)), equalTo(""));
  }

  /** Starts a job that can be drained, with a Flink of its own. */
  private RunningJob launch(Collection<String> told, String startFrom, String state)
      throws Exception {
    List<String> options = new ArrayList<>(arguments(TOPIC));
    options.add(startFrom);
    options.add("--shards=8");
    options.add("--state-folder=" + folder.resolve(state));
    return new JobLauncher(told::add).start(options);
  }

  private void restartKafka() {
    // With its previous data and port.
    kafka = settings.withPort(kafka.address().getPort()).start().awaitReady(UP);
  }

  private List<String> arguments(String... topics) throws InterruptedException {
    return List.of(
        "--catalog=" + catalog,
        "--source=kafka",
        "--input=" + String.join(",", topics),
        "--bootstrap-servers=" + kafka.bootstrapServers(),
        "--cassandra=" + Servers.get().cassandra(),
        "--keyspace=" + keyspace);
  }

  private void assertAllIsCounted(Job job) throws Exception {
    Servers servers = Servers.get();
    try {
      job.await().until(() -> servers.rows(keyspace).equals(recount()));
    } catch (ConditionTimeoutException e) {
      // The assertion on the rows says more than the timeout.
    }
    assertThat(Row.differences(recount(), servers.rows(keyspace)), equalTo(""));
  }

  private List<Row> recount() throws Exception {
    Recount recount = new Recount(catalog, Map.of());
    first.forEach(event -> recount.add(event, Instant.now()));
    second.forEach(event -> recount.add(event, Instant.now()));
    return recount.rows();
  }
}
