package io.quipu.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Replication;
import io.quipu.pipeline.DurationOption;
import io.quipu.query.CassandraConnection;
import io.quipu.query.SchemaAdmin;
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
      names = "--cassandraProperties",
      paramLabel = "FILE",
      description =
          "A file of Cassandra settings: user, password, trust-store, trust-store-password,"
              + " datacenter, consistency.")
  private @Nullable String properties;

  @Option(
      names = "--startupTimeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long to wait for Cassandra (default ${DEFAULT-VALUE}).")
  private String startupTimeout = "";

  /** The keyspace of the counts. */
  public String keyspace() {
    return CountsSchema.requireKeyspace(keyspace);
  }

  /** A session; the caller closes it. */
  public CqlSession open(Consumer<String> progress) throws InterruptedException {
    CassandraSettings settings = CassandraSettings.of(cassandra, keyspace);
    return CassandraConnection.open(
        properties == null ? settings : settings.withPropertiesFile(properties),
        DurationOption.parse("startupTimeout", startupTimeout),
        progress);
  }

  /** A session of a keyspace that has the tables; the caller closes it. */
  public CqlSession openTables(Consumer<String> progress) throws InterruptedException {
    CqlSession session = open(progress);
    try {
      new SchemaAdmin(session, CountsSchema.of(keyspace(), Replication.ONE)).requireCurrent();
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
