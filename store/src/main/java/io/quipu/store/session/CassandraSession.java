package io.quipu.store.session;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A session of Cassandra. A command {@link #open opens} its own session and waits up to a timeout.
 * Workers {@link #share} one session per JVM and wait without limit.
 *
 * <p>A session treats every request as idempotent, so the driver and {@link RetryingRequests} may
 * repeat it. It has no metrics and no JMX.
 */
public final class CassandraSession implements AutoCloseable {
  private final CqlSession cql;
  private final Runnable whenClosed;
  private boolean closed;

  CassandraSession(CqlSession cql, Runnable whenClosed) {
    this.cql = cql;
    this.whenClosed = whenClosed;
  }

  /**
   * Connects, and waits until Cassandra answers. Reports once that Cassandra does not answer yet,
   * and once that it does. The session has no keyspace, because none may exist yet.
   *
   * @param timeout how long to wait; zero tries once
   * @param progress receives the lines for the user
   * @throws IllegalArgumentException if the settings' file cannot be read, or is wrong
   * @throws CassandraException if it does not answer in time, refuses the user, or has an untrusted
   *     certificate
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public static CassandraSession open(
      CassandraSettings settings, Duration timeout, Consumer<String> progress)
      throws InterruptedException {
    CqlSession cql = Connector.connect(settings, timeout, progress);
    return new CassandraSession(cql, cql::close);
  }

  /**
   * Connects to the settings' keyspace, or shares the connection that this JVM has with the same
   * settings. Waits while no node answers, and logs this once. Closing the last session
   * disconnects.
   *
   * <pre>{@code
   * @Setup public void setup() { cassandra = CassandraSession.share(settings); }
   * @Teardown public void teardown() { cassandra.close(); }
   * }</pre>
   *
   * @throws IllegalArgumentException if the settings' file cannot be read, or is wrong
   * @throws CassandraException if Cassandra refuses the user, has no such keyspace, or has an
   *     untrusted certificate
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public static CassandraSession share(CassandraSettings settings) throws InterruptedException {
    return SharedConnection.open(settings);
  }

  /**
   * Creates an object that uses a shared session; closes the session if that fails.
   *
   * @param user creates the object, which must close the session when it is closed
   */
  public static <T> T shareWith(CassandraSettings settings, User<T> user)
      throws InterruptedException {
    CassandraSession shared = share(settings);
    try {
      return user.of(shared);
    } catch (RuntimeException | InterruptedException e) {
      shared.close();
      throw e;
    }
  }

  /**
   * Creates an object that uses a session.
   *
   * @param <T> the type of the object
   */
  @FunctionalInterface
  public interface User<T> {

    /** Creates the object; may wait until Cassandra answers. */
    T of(CassandraSession shared) throws InterruptedException;
  }

  /** The driver's session. Only {@link #close} may close it. */
  public CqlSession cql() {
    return cql;
  }

  /** How many nodes the cluster has, as far as it is known now. */
  public int nodes() {
    return cql.getMetadata().getNodes().size();
  }

  /** Disconnects, or releases a shared session. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      whenClosed.run();
    }
  }
}
