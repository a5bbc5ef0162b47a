package io.quipu.benchmarks.throughput;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.RunningKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the contenders count right. */
class ContendersTest {
  private static final int EVENTS = 4_000;
  private static final int PARTITIONS = 4;
  private static final String TOPIC = "events";
  private static final String NO_CASSANDRA = "127.0.0.1:1";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final SmallTraffic TRAFFIC = new SmallTraffic(11, EVENTS);

  private static RunningKafka kafka;

  @BeforeAll
  static void sendEvents(@TempDir Path folder) throws Exception {
    kafka = LocalKafka.in(folder).start().awaitReady(TIMEOUT);
    // Of a new topic, the second request may be taken before the first one. Kafka then refuses the
    // first one as out of order until it expires.
    Map<String, Object> properties =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1);
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

  /**
   * Only Quipu and the in-memory limit; the benchmark itself checks each contender that it runs.
   */
  static List<String> contenders() {
    return List.of("flink", "in-memory");
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void countsWhatWasSent(String contender, @TempDir Path folder) throws Exception {
    Tally.Digest expected = expected();
    assertThat(expected.rows(), is(greaterThan(1_000L)));
    Yardstick yardstick =
        new Yardstick(
            kafka.bootstrapServers(),
            NO_CASSANDRA,
            TOPIC,
            PARTITIONS,
            2,
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            folder,
            List.of());
    AutoCloseable running = Contenders.of(contender).start(yardstick);
    try {
      await()
          .atMost(TIMEOUT)
          .pollInterval(Duration.ofMillis(50))
          .until(Tally::digest, is(expected));
    } finally {
      running.close();
    }
  }

  /** The digest of the expected rows. */
  private static Tally.Digest expected() {
    Tally.clear();
    TRAFFIC
        .rows()
        .forEach(
            (row, sums) ->
                Tally.set(
                    row.company(),
                    row.statistic(),
                    row.dimension(),
                    row.value(),
                    row.resolution(),
                    row.bucketStart(),
                    sums.count(),
                    sums.uniques(),
                    sums.cents()));
    Tally.Digest digest = Tally.digest();
    Tally.clear();
    return digest;
  }
}
