package io.quipu.store.session;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A session of Cassandra. A command {@link #open opens} its own and waits up to a timeout. Workers
 * {@link #share} one per JVM and wait without end.
 *
 * <p>Every session takes each request for idempotent, so the driver and {@link RetryingRequests}
 * may make it again. It has no metrics and no JMX.
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
   * Connects, and waits until Cassandra answers: says once that it does not answer yet, and once
   * that it does. The session is in no keyspace, because there may be none yet.
   *
   * @param timeout how long to wait; zero tries once
   * @param progress takes the lines for the user
   * @throws IllegalArgumentException if the settings' file cannot be read, or is wrong
   * @throws CassandraException if it does not answer in time, refuses the user, or is not known by
   *     the trust store
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public static CassandraSession open(
      CassandraSettings settings, Duration timeout, Consumer<String> progress)
      throws InterruptedException {
    CqlSession cql = Connector.connect(settings, timeout, progress);
    return new CassandraSession(cql, cql::close);
  }

  /**
   * Connects to the settings' keyspace, or shares the connection of others in this JVM with the
   * same settings. While no node answers, it waits, and logs this once. The last user that closes
   * its session disconnects.
   *
   * <pre>{@code
   * @Setup public void setup() { cassandra = CassandraSession.share(settings); }
   * @Teardown public void teardown() { cassandra.close(); }
   * }</pre>
   *
   * @throws IllegalArgumentException if the settings' file cannot be read, or is wrong
   * @throws CassandraException if Cassandra refuses the user, has no such keyspace or is not known
   *     by the trust store
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  public static CassandraSession share(CassandraSettings settings) throws InterruptedException {
    return SharedConnection.open(settings);
  }

  /**
   * Makes what uses a shared session; closes the session again if that fails.
   *
   * @param user closes the session when it is closed itself
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
   * Makes what uses a session.
   *
   * @param <T> what is made
   */
  @FunctionalInterface
  public interface User<T> {

    /** Prepares the statements, however long it takes. */
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

  /** Disconnects, or gives a shared session back. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      whenClosed.run();
    }
  }
}
