package io.quipu.store.jobs;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.RetryingRequests;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code heartbeats}: which process runs the job of one kind now. The process beats every
 * few seconds. A beat that is not renewed disappears. Thread-safe.
 */
public final class Heartbeats {

  /** How long a beat is there if it is not renewed. */
  public static final Duration LIFE = Duration.ofSeconds(30);

  /** How often a process beats, at most. */
  public static final Duration PERIOD = Duration.ofSeconds(5);

  /**
   * The last beat of a job.
   *
   * @param host the name of the machine
   * @param pid the id of the process on it
   * @param time when it was
   */
  public record Beat(String host, long pid, Instant time) {

    /** Whether it is of this process. */
    public boolean isMine() {
      return host.equals(thisHost()) && pid == ProcessHandle.current().pid();
    }

    /** Whether its process has surely ended: it was on this machine, and is there no more. */
    public boolean isOfDeadProcess() {
      return host.equals(thisHost())
          && ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true);
    }
  }

  private final RetryingRequests requests;
  private final String kind;
  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final PreparedStatement delete;

  /**
   * The beats of one kind of job.
   *
   * @param session must stay open as long as the beats are used
   */
  public Heartbeats(CassandraSession session, String keyspace, RunsTable.Kind kind)
      throws InterruptedException {
    this.requests = new RetryingRequests(session, "heartbeats");
    this.kind = kind.key();
    String table = keyspace + "." + CountsSchema.HEARTBEATS;
    select = requests.prepare("SELECT host, pid, beat FROM " + table + " WHERE kind = ?");
    insert =
        requests.prepare(
            "INSERT INTO "
                + table
                + " (kind, incarnation, host, pid, beat) VALUES (?, ?, ?, ?, ?) USING TTL "
                + LIFE.toSeconds());
    delete = requests.prepare("DELETE FROM " + table + " WHERE kind = ?");
  }

  /** Says that this process runs the job. */
  public CompletableFuture<Void> beat(long incarnation) {
    return requests
        .execute(
            insert.bind(
                kind, incarnation, thisHost(), ProcessHandle.current().pid(), Instant.now()))
        .thenAccept(answer -> {});
  }

  /** The last beat, if it has not disappeared. */
  public Optional<Beat> last() throws InterruptedException {
    List<Beat> beats = RetryingRequests.await(requests.query(select.bind(kind), Heartbeats::read));
    return beats.stream().findFirst();
  }

  /** Removes the beat of a job that has ended. If the job goes on elsewhere, it beats again. */
  public CompletableFuture<Void> end() {
    return requests.execute(delete.bind(kind)).thenAccept(answer -> {});
  }

  private static Beat read(Row row) {
    return new Beat(
        CountColumns.text(row, "host"), row.getLong("pid"), CountColumns.instant(row, "beat"));
  }

  private static String thisHost() {
    @Nullable String name;
    try {
      name = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      name = System.getenv("HOSTNAME");
    }
    return name == null ? "unknown" : name;
  }
}
