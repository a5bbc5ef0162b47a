package io.quipu.store.jobs;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.util.Set;

/**
 * The rows of {@code owners} and {@code journal} of earlier runs. When a run has begun, nobody
 * needs them any more, because state of an earlier run is refused.
 */
final class EarlierJournals {
  private final CassandraSession session;
  private final String owners;
  private final String journal;
  private final String kind;

  EarlierJournals(CassandraSession session, String keyspace, RunsTable.Kind kind) {
    this.session = session;
    this.owners = keyspace + "." + CountsSchema.SHARD_OWNERS;
    this.journal = keyspace + "." + CountsSchema.JOURNAL;
    this.kind = kind.key();
  }

  /**
   * Deletes them. The entries go first, so that an interrupted deletion is repeated by the next
   * start. A process of an earlier run that still writes finds no owner then, and ends: the
   * deletion has the time of now, which is later than the version of each owner.
   *
   * @param incarnation the number of the run that has begun
   */
  void deleteBefore(long incarnation) {
    for (Row run :
        session.cql().execute("SELECT DISTINCT kind, incarnation FROM " + owners).all()) {
      long earlier = run.getLong("incarnation");
      if (kind.equals(run.getString("kind")) && earlier < incarnation) {
        delete(earlier);
      }
    }
  }

  private void delete(long earlier) {
    for (Row shard :
        session
            .cql()
            .execute(
                "SELECT number, month, hours FROM "
                    + owners
                    + " WHERE kind = ? AND incarnation = ?",
                kind,
                earlier)) {
      Set<Integer> hours = shard.getSet("hours", Integer.class);
      for (int hour : hours == null ? Set.<Integer>of() : hours) {
        session
            .cql()
            .execute(
                "DELETE FROM "
                    + journal
                    + " WHERE kind = ? AND incarnation = ? AND number = ? AND month = ? AND hour = ?",
                kind,
                earlier,
                shard.getInt("number"),
                shard.getInt("month"),
                hour);
      }
    }
    session
        .cql()
        .execute("DELETE FROM " + owners + " WHERE kind = ? AND incarnation = ?", kind, earlier);
  }
}
