package io.quipu.store.progress;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.ReadPosition;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.session.RetryingRequests;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a run notes about its progress, in the tables {@code progress}, {@code lateness} and {@code
 * waiting_letters}. It shares its session. Requests are repeated during an outage of Cassandra.
 * Thread-safe.
 */
public final class ProgressTables implements AutoCloseable {
  private final CassandraSession shared;
  private final RetryingRequests requests;
  private final String kind;
  private final long incarnation;
  private final PreparedStatement position;
  private final PreparedStatement settleTime;
  private final PreparedStatement lateness;
  private final PreparedStatement letters;

  private ProgressTables(
      CassandraSession shared, String keyspace, RunsTable.Kind kind, long incarnation)
      throws InterruptedException {
    this.shared = shared;
    this.requests = new RetryingRequests(shared, "notes about progress");
    this.kind = kind.key();
    this.incarnation = incarnation;
    String progress = keyspace + "." + CountsSchema.PROGRESS;
    position =
        requests.prepare(
            "INSERT INTO "
                + progress
                + " (kind, incarnation, source, partition, next_offset, up_to)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
    settleTime =
        requests.prepare("SELECT settles FROM " + progress + " WHERE kind = ? AND incarnation = ?");
    lateness =
        requests.prepare(
            "INSERT INTO "
                + keyspace
                + "."
                + CountsSchema.LATENESS
                + " (kind, company, lateness) VALUES (?, ?, ?)");
    letters =
        requests.prepare(
            "INSERT INTO "
                + keyspace
                + "."
                + CountsSchema.WAITING_LETTERS
                + " (kind, hour, incarnation, letters) VALUES (?, ?, ?, ?)");
  }

  /**
   * Opens the tables, which must exist; waits until Cassandra answers.
   *
   * @throws io.quipu.store.session.CassandraException if Cassandra refuses the user, has no such
   *     keyspace, or has an untrusted certificate
   */
  public static ProgressTables open(
      CassandraSettings settings, RunsTable.Kind kind, long incarnation)
      throws InterruptedException {
    return CassandraSession.shareWith(
        settings, shared -> new ProgressTables(shared, settings.keyspace(), kind, incarnation));
  }

  /** Notes that the rows of all records before a position are durable. */
  public CompletableFuture<Void> notePosition(ReadPosition counted) {
    return execute(
        position.bind(
            kind,
            incarnation,
            counted.source(),
            counted.partition(),
            counted.offset(),
            Instant.ofEpochMilli(counted.upTo())));
  }

  /**
   * Returns the latest stream time up to which the run withholds rows, in milliseconds since 1970;
   * {@link Long#MIN_VALUE} if it never did.
   */
  public CompletableFuture<Long> settleTime() {
    return requests
        .query(
            settleTime.bind(kind, incarnation),
            row -> row.isNull(0) ? Long.MIN_VALUE : row.getLong(0))
        .thenApply(times -> times.isEmpty() ? Long.MIN_VALUE : times.get(0));
  }

  /** Notes how late the events of a company come. */
  public CompletableFuture<Void> noteLateness(String company, Lateness seen) {
    return execute(lateness.bind(kind, company, ByteBuffer.wrap(seen.toBytes())));
  }

  /**
   * Notes how many dead letters of the run wait for a replay.
   *
   * @param hour the hour in which their records were appended, counted from 1970; 0 if unknown
   */
  public CompletableFuture<Void> noteLetters(int hour, long waiting) {
    return execute(letters.bind(kind, hour, incarnation, waiting));
  }

  private CompletableFuture<Void> execute(Statement<?> statement) {
    return requests.execute(statement).thenAccept(answer -> {});
  }

  /** Waits for notes. */
  public static void await(List<CompletableFuture<Void>> notes) throws InterruptedException {
    for (CompletableFuture<Void> note : notes) {
      RetryingRequests.await(note);
    }
  }

  @Override
  public void close() {
    shared.close();
  }
}
