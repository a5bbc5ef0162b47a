package io.quipu.store.session;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.InvalidKeyspaceException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Connects to Cassandra, and waits until it answers. */
final class Connector {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration WITHOUT_END = Duration.ofNanos(Long.MAX_VALUE);

  /**
   * All writers and readers of a JVM share one connection per node: the more requests it carries,
   * the more of them go out in one system call. The driver's default is 1,024.
   */
  private static final int MAX_REQUESTS_PER_NODE = 8_192;

  private static final Duration FIRST_RECONNECTION = Duration.ofMillis(200);
  private static final Duration LONGEST_RECONNECTION = Duration.ofSeconds(5);

  private Connector() {}

  /**
   * A session without a keyspace.
   *
   * @param timeout how long to wait; zero tries once
   * @param progress receives the lines for the user
   */
  static CqlSession connect(CassandraSettings settings, Duration timeout, Consumer<String> progress)
      throws InterruptedException {
    return connect(settings, UnaryOperator.identity(), timeout, progress, Level.DEBUG);
  }

  /** A session in the settings' keyspace; waits without limit. */
  static CqlSession connectToKeyspace(CassandraSettings settings) throws InterruptedException {
    return connect(
        settings,
        builder -> builder.withKeyspace(settings.keyspace()),
        WITHOUT_END,
        LOG::warn,
        Level.WARN);
  }

  private static CqlSession connect(
      CassandraSettings settings,
      UnaryOperator<CqlSessionBuilder> more,
      Duration timeout,
      Consumer<String> progress,
      Level levelOfReason)
      throws InterruptedException {
    long start = System.nanoTime();
    boolean waited = false;
    while (true) {
      try {
        CqlSession session = more.apply(builder(settings)).build();
        if (waited) {
          progress.accept("Cassandra answers.");
        }
        return session;
      } catch (InvalidKeyspaceException e) {
        throw new CassandraException(
            "Cassandra has no keyspace '" + settings.keyspace() + "'; apply the schema first.", e);
      } catch (AllNodesFailedException e) {
        requireNoRefusal(settings, e);
        if (System.nanoTime() - start >= timeout.toNanos()) {
          throw new CassandraException(
              "Cassandra at "
                  + where(settings)
                  + " does not answer; check that it runs and that host and port are right.",
              e);
        }
        if (!waited) {
          progress.accept("Cassandra at " + where(settings) + " does not answer yet; waiting.");
          LOG.atLevel(levelOfReason).log("Cassandra does not answer: {}", e.getMessage());
          waited = true;
        }
      }
      long left = timeout.toNanos() - (System.nanoTime() - start);
      TimeUnit.NANOSECONDS.sleep(Math.min(PAUSE.toNanos(), left));
    }
  }

  private static String where(CassandraSettings settings) {
    return String.join(",", settings.hosts()) + ":" + settings.port();
  }

  /** Fails if waiting does not help. */
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
            .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
            .withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, MAX_REQUESTS_PER_NODE)
            // By default the driver looks only once a minute whether a node is back.
            .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, FIRST_RECONNECTION)
            .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, LONGEST_RECONNECTION)
            // By default, each change of the schema waits a second for further changes.
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(10))
            // By default, each session reads the tables of all keyspaces, again after each change
            // in any
            // of them. Only the replicas of this keyspace are asked for.
            .withStringList(
                DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES,
                List.of(settings.keyspace()))
            // By default, closing waits two seconds, twice, for more work, but there is none. The
            // short wait is for a last task of the driver, for which Netty would log an error.
            .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
            .withString(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_UNIT, "MILLISECONDS")
            .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 100)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_TIMEOUT, 15_000);
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
