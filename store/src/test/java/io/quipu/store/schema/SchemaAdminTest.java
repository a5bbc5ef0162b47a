package io.quipu.store.schema;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.store.counts.CountColumns;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.testing.TestTables;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchemaAdminTest {
  private static CassandraSession session;

  @BeforeAll
  static void connect() throws InterruptedException {
    session = TestTables.connect();
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
    session
        .cql()
        .execute(
            "INSERT INTO twice.directory (company, statistic, dimension, month, slices, time_zone)"
                + " VALUES ('c', 's', '', 0, 1, 'UTC')");
    assertThat(admin.apply(), is(CountsSchema.VERSION));
    assertThat(admin.version(), is(CountsSchema.VERSION));
    assertThat(session.cql().execute("SELECT * FROM twice.directory").all().size(), is(1));
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
    assertThat(tables("at_once"), containsInAnyOrder(CountsSchema.tables().toArray()));
  }

  @Test
  void updatesTablesOfTheVersionBefore() {
    CountsSchema schema = CountsSchema.of("earlier", Replication.ONE);
    int before = CountsSchema.VERSION - 1;
    schema.foundation().forEach(session.cql()::execute);
    schema
        .steps()
        .subList(0, before)
        .forEach(step -> step.statements().forEach(session.cql()::execute));
    session
        .cql()
        .execute(
            "INSERT INTO earlier.schema_version (part, version, applied) VALUES ('counts', ?, 0)",
            before);

    assertThat(admin("earlier").apply(), is(before));

    assertThat(admin("earlier").version(), is(CountsSchema.VERSION));
    assertThat(tables("earlier"), containsInAnyOrder(CountsSchema.tables().toArray()));
  }

  @Test
  void refusesTablesThatAreNewer() {
    SchemaAdmin admin = admin("newer");
    admin.apply();
    session
        .cql()
        .execute(
            "INSERT INTO newer.schema_version (part, version) VALUES ('counts', ?)",
            CountsSchema.VERSION + 1);
    for (Runnable use : List.<Runnable>of(admin::apply, admin::requireCurrent)) {
      CassandraException refused = assertThrows(CassandraException.class, use::run);
      assertThat(refused.getMessage(), containsString("use the newer program"));
    }
  }

  @Test
  void theShownScriptCreatesTheSameTables() {
    CountsSchema schema = CountsSchema.of("by_hand", Replication.parse("datacenter1=1"));
    for (String statement : schema.script().split(";\n\n?", -1)) {
      if (!statement.isBlank()) {
        session.cql().execute(statement);
      }
    }
    assertThat(admin("by_hand").version(), is(CountsSchema.VERSION));
    assertThat(tables("by_hand"), containsInAnyOrder(CountsSchema.tables().toArray()));
  }

  @Test
  void appliesOnTheOnlyNode() {
    admin("only_node").applyIfOneNode();
    assertThat(admin("only_node").version(), is(CountsSchema.VERSION));
  }

  private static SchemaAdmin admin(String keyspace) {
    return new SchemaAdmin(session, CountsSchema.of(keyspace, Replication.ONE));
  }

  private static List<String> tables(String keyspace) {
    return session
        .cql()
        .execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace)
        .map(row -> CountColumns.text(row, "table_name"))
        .all();
  }
}
