package io.quipu.cli;

import io.quipu.pipeline.DurationOption;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Cassandra is; the same options as those of the job. */
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

  /** A client; the caller closes it. */
  public CassandraSession open(Consumer<String> progress) throws InterruptedException {
    CassandraSettings settings = CassandraSettings.of(cassandra, keyspace);
    return CassandraSession.open(
        properties == null ? settings : settings.withPropertiesFile(properties),
        DurationOption.parse("startup-timeout", startupTimeout),
        progress);
  }

  /** A client of a keyspace that has the tables; the caller closes it. */
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
