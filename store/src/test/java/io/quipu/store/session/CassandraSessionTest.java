package io.quipu.store.session;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.store.testing.TestTables;
import io.quipu.testing.CassandraNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CassandraSessionTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  @Test
  void sharesOneConnectionUntilTheLastUserClosesIt() throws Exception {
    CassandraSettings settings = TestTables.in("shared");
    CassandraSession first = CassandraSession.share(settings);
    CassandraSession second = CassandraSession.share(copy(settings));
    CqlSession session = first.cql();
    assertThat(second.cql(), sameInstance(session));
    first.close();
    first.close();
    assertThat(session.isClosed(), is(false));
    second.close();
    assertThat(session.isClosed(), is(true));
    try (CassandraSession third = CassandraSession.share(settings)) {
      assertThat(third.cql().isClosed(), is(false));
    }
  }

  @Test
  void waitsUntilCassandraAnswersAndReportsThisOnce() throws Exception {
    int port = freePort();
    CassandraSettings settings = CassandraSettings.of("127.0.0.1:" + port, "later");
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<CassandraSession> opened =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return CassandraSession.open(settings, TIMEOUT, lines::add);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Awaitility.await().atMost(TIMEOUT).until(() -> !lines.isEmpty());
    LocalCassandra later = CassandraNode.node().withoutDurableSchema().withPort(port);
    try (RunningCassandra node = later.start().awaitReady(TIMEOUT);
        CassandraSession cassandra = opened.join()) {
      assertThat(node.isRunning(), is(true));
      assertThat(cassandra.cql().isClosed(), is(false));
      assertThat(
          lines,
          contains(
              "Cassandra at 127.0.0.1:" + port + " does not answer yet; waiting.",
              "Cassandra answers."));
    }
  }

  @Test
  void givesUpWithAReasonAfterTheTimeout() throws Exception {
    int port = freePort();
    CassandraSettings settings = CassandraSettings.of("127.0.0.1:" + port, "never");
    CassandraException gone =
        assertThrows(
            CassandraException.class,
            () -> CassandraSession.open(settings, Duration.ZERO, line -> {}));
    assertThat(
        gone.getMessage(),
        equalTo(
            "Cassandra at 127.0.0.1:"
                + port
                + " does not answer; check that it runs and that host and port are right."));
  }

  /** A job that is cancelled while Cassandra is down must end. */
  @Test
  void waitsUntilItIsInterrupted() throws Exception {
    int port = freePort();
    CassandraSettings settings = CassandraSettings.of("127.0.0.1:" + port, "nowhere");
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () ->
                failure.complete(
                    assertThrows(Throwable.class, () -> CassandraSession.share(settings))));
    waiting.start();
    Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    waiting.interrupt();
    assertThat(failure.get(1, TimeUnit.MINUTES), instanceOf(InterruptedException.class));
  }

  @Test
  void saysThatTheKeyspaceIsMissing() {
    CassandraSettings settings = TestTables.settings(CassandraNode.shared(), "not_there");
    CassandraException refused =
        assertThrows(CassandraException.class, () -> CassandraSession.share(settings));
    assertThat(refused.getMessage(), containsString("no keyspace 'not_there'; apply the schema"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /** A copy by serialization, as a worker gets it. */
  private static CassandraSettings copy(CassandraSettings settings) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(settings);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (CassandraSettings) in.readObject();
    }
  }
}
