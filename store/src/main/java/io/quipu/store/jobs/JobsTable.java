package io.quipu.store.jobs;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.state.Generations;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The table of jobs: the incarnation of each job that writes into a keyspace, in that keyspace. */
public final class JobsTable implements AutoCloseable {

  /** The column has an older name, because Cassandra can rename only key columns. */
  private static final String INCARNATION = "lineage";

  private final CassandraSession session;
  private final String table;

  /**
   * The table in a keyspace.
   *
   * @param session is closed with the table
   * @throws IllegalArgumentException if the name is not valid for a keyspace
   */
  public JobsTable(CassandraSession session, String keyspace) {
    this.session = session;
    this.table = CountsSchema.requireKeyspace(keyspace) + "." + CountsSchema.JOBS;
  }

  /**
   * Connects, and makes sure that the tables exist. On a single node, this creates them. On a
   * cluster they must exist, because a person must choose the number of copies.
   *
   * @param timeout how long to wait for Cassandra
   * @param progress receives lines that say what this waits for
   * @throws io.quipu.store.session.CassandraException if Cassandra does not answer in time, refuses
   *     the user, or has tables of another version
   */
  public static JobsTable open(
      CassandraSettings settings, Duration timeout, Consumer<String> progress)
      throws InterruptedException {
    CassandraSession session = CassandraSession.open(settings, timeout, progress);
    try {
      new SchemaAdmin(session, CountsSchema.of(settings.keyspace(), Replication.ONE))
          .applyIfOneNode();
      return new JobsTable(session, settings.keyspace());
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * The incarnation of a job that starts now. It stays the same if the job continues from state, or
   * if it starts at the same place, as after a crash before the first checkpoint. Otherwise it is
   * new.
   *
   * @param start where the job starts to read if it has no state: a few words or a hash
   */
  public long incarnation(String job, String start, boolean hasState) {
    @Nullable Row last = last(job);
    if (last != null && (hasState || Objects.equals(last.getString("start"), start))) {
      return last.getLong(INCARNATION);
    }
    long incarnation = Generations.newIncarnation();
    session
        .cql()
        .execute(
            "INSERT INTO " + table + " (job, start, " + INCARNATION + ") VALUES (?, ?, ?)",
            job,
            start,
            incarnation);
    return incarnation;
  }

  /** Whether the stored start of the job is this one. */
  public boolean isLastStart(String job, String start) {
    @Nullable Row last = last(job);
    return last != null && Objects.equals(last.getString("start"), start);
  }

  @Override
  public void close() {
    session.close();
  }

  private @Nullable Row last(String job) {
    return session
        .cql()
        .execute("SELECT start, " + INCARNATION + " FROM " + table + " WHERE job = ?", job)
        .one();
  }
}
