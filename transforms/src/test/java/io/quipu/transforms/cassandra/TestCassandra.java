package io.quipu.transforms.cassandra;

import io.quipu.localstack.LocalCassandra;
import io.quipu.model.cassandra.CassandraSettings;

/** One real Cassandra for all tests of this module that let it live. */
public final class TestCassandra {
  private static final TestNode NODE = new TestNode(LocalCassandra::withoutDurableSchema);

  private TestCassandra() {}

  /** Settings of a keyspace that has the tables. */
  public static CassandraSettings withTables(String keyspace) {
    return NODE.withTables(keyspace);
  }

  /** Settings of a keyspace that may not be there. */
  public static CassandraSettings settings(String keyspace) {
    return NODE.settings(keyspace);
  }
}
