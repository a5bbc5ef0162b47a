package io.quipu.io.kafka.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.testing.SettledStart;
import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.kafka.RunningKafka;
import io.quipu.testing.TestKafka;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a start while Kafka does not answer. */
class AwayKafkaTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final String group = TestKafka.newName("group");

  @Test
  void failsIfKafkaDoesNotAnswerInTime() throws IOException {
    String address = "127.0.0.1:" + freePort();
    StartupException e =
        assertThrows(
            StartupException.class,
            () ->
                SettledStart.of(
                    new KafkaStart(KafkaSettings.of(address), Duration.ofSeconds(1), told::add),
                    List.of("events"),
                    group,
                    new StartFrom.Earliest()));
    assertThat(e.getMessage(), equalTo(away(address) + " It did not come within 1 seconds."));
  }

  @Test
  void waitsForKafkaAndForATopic(@TempDir Path folder) throws Exception {
    int port = freePort();
    String address = "127.0.0.1:" + port;
    KafkaStart start = new KafkaStart(KafkaSettings.of(address), PATIENCE, told::add);
    FutureTask<Map<TopicPartition, Long>> settling =
        new FutureTask<>(
            () -> SettledStart.of(start, List.of("events"), group, new StartFrom.Latest()));
    new Thread(settling, "settle").start();
    Awaitility.await().atMost(PATIENCE).until(() -> !told.isEmpty());

    try (RunningKafka late =
        LocalKafka.in(folder).withPort(port).withHeapMegabytes(256).start().awaitReady(PATIENCE)) {
      assertThat(late.bootstrapServers(), equalTo(address));
      Awaitility.await().atMost(PATIENCE).until(() -> told.size() > 1);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
        NewTopic events = new NewTopic("events", Optional.of(2), Optional.empty());
        admin.createTopics(List.of(events)).all().get();
        assertThat(
            settling.get(PATIENCE.toSeconds(), TimeUnit.SECONDS),
            equalTo(
                Map.of(new TopicPartition("events", 0), 0L, new TopicPartition("events", 1), 0L)));
        assertThat(
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().size(),
            equalTo(2));
      }
    }
    assertThat(
        told,
        contains(
            away(address) + " Waiting for it.",
            "Kafka at "
                + address
                + " has no topic 'events'; create it, or name another with --input. Waiting for"
                + " it."));
  }

  private static String away(String address) {
    return "Kafka does not answer at "
        + address
        + "; start it, or name its address with --bootstrap-servers.";
  }

  /**
   * Returns a port below the range for outgoing connections, so that none takes it meanwhile. Each
   * test process starts to search at a different port.
   */
  private static int freePort() throws IOException {
    IOException taken = new IOException("No port is free.");
    int first = 10_000 + (int) (ProcessHandle.current().pid() % 1_000);
    for (int port = first; port < 12_000; port++) {
      try (ServerSocket socket =
          new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
        return socket.getLocalPort();
      } catch (BindException e) {
        taken.addSuppressed(e);
      }
    }
    throw taken;
  }
}
