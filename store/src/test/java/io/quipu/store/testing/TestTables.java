package io.quipu.store.testing;

import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.CassandraNode;
import java.time.Duration;

/** Sessions and keyspaces on the Cassandra nodes of tests. */
public final class TestTables {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private TestTables() {}

  /** A session without a keyspace, on the node that all tests share. */
  public static CassandraSession connect() throws InterruptedException {
    return CassandraSession.open(settings(CassandraNode.shared(), "any"), TIMEOUT, line -> {});
  }

  /** Settings of a keyspace that has the tables, on the node that all tests share. */
  public static CassandraSettings in(String keyspace) throws InterruptedException {
    return in(CassandraNode.shared(), keyspace);
  }

  /** Settings of a keyspace that has the tables. */
  public static CassandraSettings in(CassandraNode node, String keyspace)
      throws InterruptedException {
    CassandraSettings settings = settings(node, keyspace);
    try (CassandraSession session = CassandraSession.open(settings, TIMEOUT, line -> {})) {
      new SchemaAdmin(session, CountsSchema.of(keyspace, Replication.ONE)).apply();
    }
    return settings;
  }

  /** Settings of a keyspace that may not exist. */
  public static CassandraSettings settings(CassandraNode node, String keyspace) {
    return CassandraSettings.of(node.contactPoint(), keyspace)
        .withRequestTimeout(Duration.ofSeconds(30));
  }

  /** Drops and creates an empty keyspace, because the node keeps its data between runs. */
  public static void makeKeyspace(CassandraSession session, String keyspace) {
    session.cql().execute("DROP KEYSPACE IF EXISTS " + keyspace);
    session
        .cql()
        .execute(
            "CREATE KEYSPACE "
                + keyspace
                + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
  }
}
