package io.quipu.io.testing;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.testing.CassandraNode;
import java.time.Duration;

/** Keyspaces on the nodes of tests. */
public final class TestTables {
  private TestTables() {}

  /** Settings of a keyspace that has the tables, on the node that all tests share. */
  public static CassandraSettings in(String keyspace) {
    return in(CassandraNode.shared(), keyspace);
  }

  /** Settings of a keyspace that has the tables. */
  public static CassandraSettings in(CassandraNode node, String keyspace) {
    CassandraSettings settings = settings(node, keyspace);
    try (CassandraSession session =
        CassandraSession.open(settings, Duration.ofMinutes(1), line -> {})) {
      new SchemaAdmin(session, CountsSchema.of(keyspace, Replication.ONE)).apply();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The test was interrupted.", e);
    }
    return settings;
  }

  /** Settings of a keyspace that may not exist. */
  public static CassandraSettings settings(CassandraNode node, String keyspace) {
    return CassandraSettings.of(node.contactPoint(), keyspace)
        .withRequestTimeout(Duration.ofSeconds(30));
  }

  /** Creates an empty keyspace again, because the node keeps its data from one run to the next. */
  public static void makeKeyspace(CqlSession session, String keyspace) {
    session.execute("DROP KEYSPACE IF EXISTS " + keyspace);
    session.execute(
        "CREATE KEYSPACE "
            + keyspace
            + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
  }
}
