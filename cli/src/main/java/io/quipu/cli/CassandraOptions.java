package io.quipu.cli;

import io.quipu.pipeline.options.DurationOption;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.switches.KeyspaceSwitches;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the connection to Cassandra; the same as those of the jobs. */
public final class CassandraOptions {

  @Option(
      names = "--cassandra",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9042",
      description = "The addresses of Cassandra, separated by commas (default ${DEFAULT-VALUE}).")
  private String cassandra = "";

  @Option(
      names = "--keyspace",
      paramLabel = "NAME",
      defaultValue = "quipu",
      description = "The keyspace of the counts (default ${DEFAULT-VALUE}).")
  private String keyspace = "";

  @Option(
      names = "--cassandra-properties",
      paramLabel = "FILE",
      description =
          "A file of Cassandra settings: user, password, trust-store, trust-store-password,"
              + " datacenter, consistency.")
  private @Nullable String properties;

  @Option(
      names = "--startup-timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long to wait for Cassandra (default ${DEFAULT-VALUE}).")
  private String startupTimeout = "";

  /** The keyspace of the counts. */
  public String keyspace() {
    return CountsSchema.requireKeyspace(keyspace);
  }

  /** The settings of the keyspace. */
  public CassandraSettings settings() {
    CassandraSettings settings = CassandraSettings.of(cassandra, keyspace);
    return properties == null ? settings : settings.withPropertiesFile(properties);
  }

  /** How long to wait for Cassandra. */
  public Duration startupTimeout() {
    return DurationOption.parse("startup-timeout", startupTimeout);
  }

  /** Connects to Cassandra. The caller closes the session. */
  public CassandraSession open(Consumer<String> progress) throws InterruptedException {
    return CassandraSession.open(settings(), startupTimeout(), progress);
  }

  /**
   * The keyspace that readers use. It is another one than {@link #keyspace} after {@code quipu
   * backfill apply}.
   */
  public String readersKeyspace(CassandraSession client, Consumer<String> progress) {
    String used = new KeyspaceSwitches(client).usedBy(keyspace());
    if (!used.equals(keyspace())) {
      progress.accept(
          "The readers of '%s' were switched to '%s', which is read now."
              .formatted(keyspace(), used));
      new SchemaAdmin(client, CountsSchema.of(used, Replication.ONE)).requireCurrent();
    }
    return used;
  }

  /** Connects to Cassandra, and checks the version of the tables. The caller closes the session. */
  public CassandraSession openTables(Consumer<String> progress) throws InterruptedException {
    CassandraSession client = open(progress);
    try {
      new SchemaAdmin(client, CountsSchema.of(keyspace(), Replication.ONE)).requireCurrent();
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }
}
