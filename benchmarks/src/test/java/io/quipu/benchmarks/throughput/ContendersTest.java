package io.quipu.benchmarks.throughput;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.localstack.LocalKafka;
import io.quipu.localstack.RunningKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

/** Every contender counts the same, and it is right. */
class ContendersTest {
  private static final int EVENTS = 4_000;
  private static final int PARTITIONS = 4;
  private static final String TOPIC = "events";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final SmallTraffic TRAFFIC = new SmallTraffic(11, EVENTS);

  @TempDir static Path kafkaFolder;

  private static RunningKafka kafka;

  @TempDir Path folder;

  @BeforeAll
  static void sendEvents() throws Exception {
    kafka = LocalKafka.in(kafkaFolder).start().awaitReady(TIMEOUT);
    Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(properties);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      NewTopic topic = new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
      List<Future<?>> sent = new ArrayList<>();
      for (byte[] message : TRAFFIC.messages()) {
        sent.add(
            producer.send(new ProducerRecord<>(TOPIC, sent.size() % PARTITIONS, null, message)));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    }
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void forgetOthers() {
    Tally.clear();
  }

  static List<Contender> contenders() {
    return List.of(
        new InMemoryLimit(),
        new NativeFlinkNaive(),
        new FlinkSqlContender(),
        new KafkaStreamsContender(),
        new BeamNaive());
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void countsWhatWasSent(Contender contender) throws Exception {
    assertThat(TRAFFIC.rows().size(), is(greaterThan(1_000)));
    Yardstick yardstick =
        new Yardstick(
            kafka.bootstrapServers(),
            TOPIC,
            PARTITIONS,
            2,
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            folder);
    AutoCloseable running = contender.start(yardstick);
    try {
      await()
          .atMost(TIMEOUT)
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(ContendersTest::assertAllRows);
    } finally {
      running.close();
    }
  }

  private static void assertAllRows() {
    Map<String, String> wrong = new TreeMap<>();
    Map<Long, Tally.Total> counted = Tally.totals();
    TRAFFIC
        .rows()
        .forEach(
            (row, sums) -> {
              Tally.Total total =
                  counted.get(
                      Tally.hash(
                          row.company(),
                          row.statistic(),
                          row.dimension(),
                          row.value(),
                          row.resolution(),
                          row.bucketStart()));
              if (!sums.total().equals(total)) {
                wrong.put(row.toString(), total + " instead of " + sums.total());
              }
            });
    if (!wrong.isEmpty()) {
      throw new AssertionFailedError(
          wrong.size()
              + " rows of "
              + TRAFFIC.rows().size()
              + " are wrong, such as "
              + wrong.entrySet().stream().limit(5).toList());
    }
    assertThat("rows that nobody sent", counted.size(), is(TRAFFIC.rows().size()));
  }
}
