package io.quipu.transforms.cassandra;

import io.quipu.model.cassandra.CassandraSettings;
import java.util.Map;

/** One real Cassandra for the tests that kill it, which come one after the other. */
public final class MortalCassandra {
  // An acknowledged write is on disk.
  private static final TestNode NODE =
      new TestNode(node -> node.withYamlEntries(Map.of("commitlog_sync", "batch")));

  private MortalCassandra() {}

  /** Settings of a keyspace that has the tables. */
  public static CassandraSettings withTables(String keyspace) {
    return NODE.withTables(keyspace);
  }

  /** Ends the node as a power cut would; {@link #start} brings it back. */
  public static void kill() {
    NODE.kill();
  }

  /** Starts the node where it was before, and waits until it answers. */
  public static void start() {
    NODE.start();
  }
}
