package io.quipu.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.localstack.LocalCassandra;
import io.quipu.localstack.RunningCassandra;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Replication;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchemaAdminTest {
  private static CqlSession session;

  @BeforeAll
  static void connect() throws InterruptedException {
    session = TestCassandra.connect();
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @Test
  void appliesOnceAndKeepsRowsWhenAppliedAgain() {
    SchemaAdmin admin = admin("twice");
    assertThat(admin.version(), is(SchemaAdmin.NONE));
    CassandraException missing = assertThrows(CassandraException.class, admin::requireCurrent);
    assertThat(missing.getMessage(), containsString("apply the schema first"));
    assertThat(admin.apply(), is(SchemaAdmin.NONE));
    session.execute(
        "INSERT INTO twice.directory (company, statistic, dimension, month, slices, time_zone)"
            + " VALUES ('c', 's', '', 0, 1, 'UTC')");
    assertThat(admin.apply(), is(CountsSchema.VERSION));
    assertThat(admin.version(), is(CountsSchema.VERSION));
    assertThat(session.execute("SELECT * FROM twice.directory").all().size(), is(1));
    admin.requireCurrent();
  }

  @Test
  void manyMayApplyAtOnce() {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<Integer>> applied =
          IntStream.range(0, 4)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> admin("at_once").apply(), threads))
              .toList();
      applied.forEach(CompletableFuture::join);
    } finally {
      threads.shutdownNow();
    }
    assertThat(admin("at_once").version(), is(CountsSchema.VERSION));
    assertThat(tables("at_once"), containsInAnyOrder(tablesOfScript().toArray()));
  }

  @Test
  void tablesOfTheVersionBeforeGetWhatIsNew() {
    CountsSchema schema = CountsSchema.of("earlier", Replication.ONE);
    int before = CountsSchema.VERSION - 1;
    schema.foundation().forEach(session::execute);
    schema.steps().subList(0, before).forEach(step -> step.statements().forEach(session::execute));
    session.execute(
        "INSERT INTO earlier.schema_version (part, version, applied) VALUES ('counts', ?, 0)",
        before);

    assertThat(admin("earlier").apply(), is(before));

    assertThat(admin("earlier").version(), is(CountsSchema.VERSION));
    assertThat(tables("earlier"), containsInAnyOrder(tablesOfScript().toArray()));
  }

  @Test
  void refusesTablesThatAreNewer() {
    SchemaAdmin admin = admin("newer");
    admin.apply();
    session.execute(
        "INSERT INTO newer.schema_version (part, version) VALUES ('counts', ?)",
        CountsSchema.VERSION + 1);
    for (Runnable use : List.<Runnable>of(admin::apply, admin::requireCurrent)) {
      CassandraException refused = assertThrows(CassandraException.class, use::run);
      assertThat(refused.getMessage(), containsString("use the newer program"));
    }
  }

  @Test
  void theScriptThatIsShownMakesTheSameTables() {
    CountsSchema schema = CountsSchema.of("by_hand", Replication.parse("datacenter1=1"));
    for (String statement : schema.script().split(";\n\n?", -1)) {
      if (!statement.isBlank()) {
        session.execute(statement);
      }
    }
    assertThat(admin("by_hand").version(), is(CountsSchema.VERSION));
    assertThat(tables("by_hand"), containsInAnyOrder(tablesOfScript().toArray()));
  }

  @Test
  void waitsForACassandraThatComesLaterAndSaysSoOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    CassandraSettings settings = CassandraSettings.of("127.0.0.1:" + port, "later");
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<CqlSession> opened =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return CassandraConnection.open(settings, TestCassandra.TIMEOUT, lines::add);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Awaitility.await().atMost(TestCassandra.TIMEOUT).until(() -> !lines.isEmpty());
    LocalCassandra later = TestCassandra.node("later").withPort(port);
    try (RunningCassandra node = later.start().awaitReady(TestCassandra.TIMEOUT);
        CqlSession cassandra = opened.join()) {
      assertThat(node.isRunning(), is(true));
      assertThat(cassandra.isClosed(), is(false));
      assertThat(
          lines,
          contains(
              "Cassandra at 127.0.0.1:" + port + " does not answer yet; waiting.",
              "Cassandra answers."));
    }
  }

  @Test
  void givesUpWithAReasonWhenTheTimeIsOver() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    CassandraSettings settings = CassandraSettings.of("127.0.0.1:" + port, "never");
    CassandraException gone =
        assertThrows(
            CassandraException.class,
            () -> CassandraConnection.open(settings, Duration.ZERO, line -> {}));
    assertThat(
        gone.getMessage(),
        equalTo(
            "Cassandra at 127.0.0.1:"
                + port
                + " does not answer; check that it runs and that host and port are right."));
  }

  private static SchemaAdmin admin(String keyspace) {
    return new SchemaAdmin(session, CountsSchema.of(keyspace, Replication.ONE));
  }

  private static List<String> tablesOfScript() {
    return List.of(
        CountsSchema.COUNTS,
        CountsSchema.COUNTS_BY_VALUE,
        CountsSchema.DIRECTORY,
        CountsSchema.CUSTOMER_COUNTS,
        CountsSchema.CUSTOMER_DIRECTORY,
        CountsSchema.COUNT_INCREMENTS,
        CountsSchema.COUNT_INCREMENTS_BY_VALUE,
        CountsSchema.PAGES,
        CountsSchema.JOBS,
        CountsSchema.SCHEMA_VERSION);
  }

  private static List<String> tables(String keyspace) {
    return session
        .execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace)
        .map(row -> Columns.text(row, "table_name"))
        .all();
  }
}
