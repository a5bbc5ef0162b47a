package io.quipu.store.session;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connection that all users with the same settings share in this JVM. The first user connects
 * it, and the last user disconnects it.
 */
final class SharedConnection {
  private static final Map<CassandraSettings, SharedConnection> CONNECTIONS = new HashMap<>();

  private final CassandraSettings settings;
  private int users;
  private @Nullable CqlSession session;

  private SharedConnection(CassandraSettings settings) {
    this.settings = settings;
  }

  /** A session for one more user; waits without limit. */
  static CassandraSession open(CassandraSettings settings) throws InterruptedException {
    SharedConnection connection;
    synchronized (CONNECTIONS) {
      connection = CONNECTIONS.computeIfAbsent(settings, SharedConnection::new);
      connection.users++;
    }
    try {
      return new CassandraSession(connection.session(), connection::release);
    } catch (RuntimeException | InterruptedException e) {
      connection.release();
      throw e;
    }
  }

  private synchronized CqlSession session() throws InterruptedException {
    if (session == null) {
      session = Connector.connectToKeyspace(settings);
    }
    return session;
  }

  private void release() {
    synchronized (CONNECTIONS) {
      if (--users > 0) {
        return;
      }
      CONNECTIONS.remove(settings);
    }
    close();
  }

  private synchronized void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
