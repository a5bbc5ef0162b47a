package io.quipu.query;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import io.quipu.model.cassandra.CassandraProperties;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.cassandra.TrustStore;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Opens sessions of the tables' readers. They are in no keyspace: it may not be there yet. */
public final class CassandraConnection {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private CassandraConnection() {}

  /**
   * Connects, if need be when Cassandra has come up: says once that it is not there, and once that
   * it is.
   *
   * @param timeout how long to wait; zero tries once
   * @param progress takes the lines for the user
   * @throws IllegalArgumentException if the settings' file cannot be read, or is wrong
   * @throws CassandraException if it does not answer in time, refuses the user, or is not known by
   *     the trust store
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public static CqlSession open(
      CassandraSettings settings, Duration timeout, Consumer<String> progress)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean waited = false;
    while (true) {
      try {
        CqlSession session = builder(settings).build();
        if (waited) {
          progress.accept("Cassandra answers.");
        }
        return session;
      } catch (AllNodesFailedException e) {
        requireNoRefusal(settings, e);
        if (System.nanoTime() >= deadline) {
          throw new CassandraException(
              "Cassandra at "
                  + where(settings)
                  + " does not answer; check that it runs and that host and port are right.",
              e);
        }
        if (!waited) {
          progress.accept("Cassandra at " + where(settings) + " does not answer yet; waiting.");
          waited = true;
        }
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(PAUSE.toNanos(), deadline - System.nanoTime()));
    }
  }

  private static String where(CassandraSettings settings) {
    return String.join(",", settings.hosts()) + ":" + settings.port();
  }

  /** What waiting does not mend. */
  private static void requireNoRefusal(CassandraSettings settings, AllNodesFailedException e) {
    for (List<Throwable> errors : e.getAllErrors().values()) {
      for (Throwable error : errors) {
        if (error instanceof AuthenticationException) {
          throw new CassandraException(
              "Cassandra at "
                  + where(settings)
                  + " refuses the user; check the name and the password.",
              error);
        }
        if (TrustStore.refuses(error)) {
          throw new CassandraException(
              "The trust store does not know Cassandra at "
                  + where(settings)
                  + "; add the certificate of its server, or of who has signed it.",
              error);
        }
      }
    }
  }

  private static CqlSessionBuilder builder(CassandraSettings settings) {
    CassandraProperties properties = settings.properties();
    ProgrammaticDriverConfigLoaderBuilder config =
        DriverConfigLoader.programmaticBuilder()
            .withString(DefaultDriverOption.REQUEST_CONSISTENCY, properties.consistency())
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, settings.requestTimeout())
            .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
            // Each change of the schema would wait a second for others to come with it.
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(10))
            // Closing would wait two seconds, twice, for more work, of which there is none.
            .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
            .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true);
    if (properties.datacenter().isEmpty()) {
      config.withString(
          DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, "DcInferringLoadBalancingPolicy");
    }
    CqlSessionBuilder builder = CqlSession.builder().withConfigLoader(config.build());
    for (String host : settings.hosts()) {
      builder.addContactPoint(new InetSocketAddress(host, settings.port()));
    }
    properties.datacenter().ifPresent(builder::withLocalDatacenter);
    properties.user().ifPresent(user -> builder.withAuthCredentials(user, properties.password()));
    properties.trustStore().ifPresent(trust -> builder.withSslContext(trust.context()));
    return builder;
  }
}
