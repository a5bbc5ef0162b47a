package io.quipu.transforms.cassandra;

import com.datastax.driver.core.Cluster;
import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.HostDistance;
import com.datastax.driver.core.NettyOptions;
import com.datastax.driver.core.PoolingOptions;
import com.datastax.driver.core.QueryOptions;
import com.datastax.driver.core.RemoteEndpointAwareJdkSSLOptions;
import com.datastax.driver.core.SSLOptions;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.SocketOptions;
import com.datastax.driver.core.exceptions.AuthenticationException;
import com.datastax.driver.core.exceptions.InvalidQueryException;
import com.datastax.driver.core.exceptions.NoHostAvailableException;
import com.datastax.driver.core.policies.DCAwareRoundRobinPolicy;
import com.datastax.driver.core.policies.ExponentialReconnectionPolicy;
import com.datastax.driver.core.policies.TokenAwarePolicy;
import io.netty.channel.EventLoopGroup;
import io.quipu.model.cassandra.CassandraProperties;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.cassandra.TrustStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that all who have the same settings share in this JVM. It is connected when the first
 * of them opens it, and closed when the last of them closes it.
 *
 * <pre>{@code
 * @Setup public void setup() { cassandra = SharedSession.open(settings); }
 * @Teardown public void teardown() { cassandra.close(); }
 * }</pre>
 */
public final class SharedSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedSession.class);
  private static final long PAUSE_MS = 1_000;
  private static final long LONGEST_RECONNECTION_MS = 5_000;

  private static final int MAX_CONNECTIONS = 8;

  private static final Map<CassandraSettings, Connection> CONNECTIONS = new HashMap<>();

  private final Connection connection;
  private final Session session;
  private boolean closed;

  private SharedSession(Connection connection, Session session) {
    this.connection = connection;
    this.session = session;
  }

  /**
   * Connects to the settings' keyspace, or shares the connection that is there. While no node
   * answers it says so once and waits.
   *
   * @throws IllegalArgumentException if the settings' file cannot be read, or is wrong
   * @throws IllegalStateException if Cassandra refuses the user, has no such keyspace or is not
   *     known by the trust store, or the thread was interrupted while it waited
   */
  public static SharedSession open(CassandraSettings settings) {
    Connection connection;
    synchronized (CONNECTIONS) {
      connection = CONNECTIONS.computeIfAbsent(settings, Connection::new);
      connection.users++;
    }
    try {
      return new SharedSession(connection, connection.session());
    } catch (RuntimeException e) {
      release(connection);
      throw e;
    }
  }

  /** The session itself. Only {@link #close} may close it. */
  public Session session() {
    return session;
  }

  /** Gives the session back. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release(connection);
    }
  }

  /** How servers are known, built here and now. */
  public static SSLOptions ssl(TrustStore trust) {
    return RemoteEndpointAwareJdkSSLOptions.builder().withSSLContext(trust.context()).build();
  }

  private static void release(Connection connection) {
    synchronized (CONNECTIONS) {
      if (--connection.users > 0) {
        return;
      }
      CONNECTIONS.remove(connection.settings);
    }
    connection.close();
  }

  private static final class Connection {
    private final CassandraSettings settings;
    private int users;
    private @Nullable Session session;

    Connection(CassandraSettings settings) {
      this.settings = settings;
    }

    synchronized Session session() {
      boolean waited = false;
      while (session == null) {
        Cluster cluster = cluster(settings);
        try {
          session = cluster.connect(settings.keyspace());
        } catch (NoHostAvailableException e) {
          cluster.close();
          requireTrusted(e);
          if (!waited) {
            LOG.warn("Cassandra at {} does not answer; waiting for it. {}", settings, e.toString());
            waited = true;
          }
          pause();
        } catch (AuthenticationException e) {
          cluster.close();
          throw new IllegalStateException(
              "Cassandra at " + settings + " refuses the user; check the name and the password.",
              e);
        } catch (InvalidQueryException e) {
          cluster.close();
          throw new IllegalStateException(
              "Cassandra has no keyspace '" + settings.keyspace() + "'; apply the schema first.",
              e);
        } catch (RuntimeException e) {
          cluster.close();
          throw e;
        }
      }
      if (waited) {
        LOG.info("Cassandra at {} answers.", settings);
      }
      return session;
    }

    private static void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for Cassandra.", e);
      }
    }

    private void requireTrusted(NoHostAvailableException e) {
      for (Throwable error : e.getErrors().values()) {
        if (TrustStore.refuses(error)) {
          throw new IllegalStateException(
              "The trust store does not know Cassandra at "
                  + settings
                  + "; add the certificate of its server, or of who has signed it.",
              error);
        }
      }
    }

    synchronized void close() {
      if (session != null) {
        session.getCluster().close();
        session = null;
      }
    }
  }

  /** Connects to it when it is first used. */
  static Cluster cluster(CassandraSettings settings) {
    CassandraProperties properties = settings.properties();
    DCAwareRoundRobinPolicy.Builder nodes = DCAwareRoundRobinPolicy.builder();
    properties.datacenter().ifPresent(nodes::withLocalDc);
    Cluster.Builder builder =
        Cluster.builder()
            .addContactPoints(settings.hosts().toArray(new String[0]))
            .withPort(settings.port())
            .withLoadBalancingPolicy(new TokenAwarePolicy(nodes.build()))
            // Driver 3 waits up to 10 minutes before it looks again whether a node is back.
            .withReconnectionPolicy(new ExponentialReconnectionPolicy(200, LONGEST_RECONNECTION_MS))
            .withQueryOptions(
                new QueryOptions()
                    .setConsistencyLevel(ConsistencyLevel.valueOf(properties.consistency())))
            .withPoolingOptions(
                // All writers and readers of a JVM share it; a connection carries 1,024 requests.
                new PoolingOptions().setConnectionsPerHost(HostDistance.LOCAL, 1, MAX_CONNECTIONS))
            .withNettyOptions(new PromptClose())
            .withSocketOptions(
                new SocketOptions()
                    .setReadTimeoutMillis((int) settings.requestTimeout().toMillis()))
            .withoutJMXReporting()
            .withoutMetrics();
    properties.user().ifPresent(user -> builder.withCredentials(user, properties.password()));
    properties.trustStore().ifPresent(trust -> builder.withSSL(ssl(trust)));
    return builder.build();
  }

  /**
   * Netty by default waits two seconds for more work, of which a cluster that is closed has none:
   * stopping a job would take that long for each.
   */
  private static final class PromptClose extends NettyOptions {
    @Override
    public void onClusterClose(EventLoopGroup threads) {
      threads.shutdownGracefully(0, 15, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
