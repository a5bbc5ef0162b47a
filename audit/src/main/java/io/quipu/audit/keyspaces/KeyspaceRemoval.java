package io.quipu.audit.keyspaces;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.jobs.Heartbeats;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraException;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.switches.KeyspaceSwitches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Removes a keyspace that nobody uses: neither a job nor readers. */
public final class KeyspaceRemoval {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** What stays of a keyspace whose name leads readers to another one. */
  private static final Set<String> SIGNPOST =
      Set.of(CountsSchema.SWITCHES, CountsSchema.SCHEMA_VERSION);

  private final CassandraSession shared;
  private final CqlSession session;
  private final KeyspaceSwitches switches;
  private final String keyspace;

  /** The removal of a keyspace; the caller closes the session. */
  public KeyspaceRemoval(CassandraSession session, String keyspace) {
    this.shared = session;
    this.session = session.cql();
    this.switches = new KeyspaceSwitches(session);
    this.keyspace = CountsSchema.requireKeyspace(keyspace);
  }

  /**
   * Checks that nobody uses the keyspace.
   *
   * @return whether its name stays, because it leads readers to another keyspace
   * @throws CassandraException if a job runs in it, other readers use it, or it has tables that are
   *     not Quipu's
   */
  public boolean requireUnused() throws InterruptedException {
    for (RunsTable.Kind kind : RunsTable.Kind.values()) {
      Optional<Heartbeats.Beat> beat = new Heartbeats(shared, keyspace, kind).last();
      if (beat.isPresent() && !beat.get().isOfDeadProcess()) {
        throw new CassandraException(
            "Process %d on %s ran a job into the keyspace '%s' a moment ago; stop it, and wait %d s."
                .formatted(
                    beat.get().pid(), beat.get().host(), keyspace, Heartbeats.LIFE.toSeconds()));
      }
    }
    List<String> names = switches.namesThatUse(keyspace);
    if (!names.isEmpty()) {
      throw new CassandraException(
          "The readers of %s use the keyspace '%s'; switch them first, with ./quipu backfill apply --keyspace=%s."
              .formatted(names, keyspace, names.get(0)));
    }
    Set<String> own = CountsSchema.tables();
    List<String> foreign = tables().stream().filter(table -> !own.contains(table)).toList();
    if (!foreign.isEmpty()) {
      throw new CassandraException(
          "The keyspace '%s' has tables that are not Quipu's: %s. Drop or move them first."
              .formatted(keyspace, foreign));
    }
    return switches.last(keyspace).isPresent();
  }

  /**
   * Drops the keyspace. If its name leads readers to another one, only its counts are deleted.
   *
   * @throws CassandraException if somebody uses it
   */
  public void remove() throws InterruptedException {
    if (!requireUnused()) {
      define("DROP KEYSPACE " + keyspace);
      return;
    }
    for (String table : tables()) {
      if (!SIGNPOST.contains(table)) {
        define("TRUNCATE " + keyspace + "." + table);
      }
    }
  }

  private List<String> tables() {
    return session
        .execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace)
        .map(row -> CountColumns.text(row, "table_name"))
        .all();
  }

  private void define(String statement) {
    session.execute(SimpleStatement.newInstance(statement).setTimeout(TIMEOUT));
  }
}
