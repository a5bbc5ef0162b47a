package io.quipu.store.writes;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.directory.DirectoryLine;
import io.quipu.store.directory.DirectoryStatements;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.RetryingRequests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Writes rows into the tables of counts, and lines for them into the directory. It shares its
 * session. Writes are repeated during an outage of Cassandra. Not thread-safe.
 */
public final class CountsWriter implements AutoCloseable {

  /** How many written lines are remembered. Other lines are written again, which does no harm. */
  private static final int MAX_KNOWN_LINES = 100_000;

  private record Write(
      CompletableFuture<Void> done,
      Set<DirectoryLine> newLines,
      int rows,
      int requests,
      RequestTimes times) {}

  private final CassandraSession shared;
  private final RowTarget target;
  private final RowStatements statements;
  private final DirectoryStatements directory;
  private final RetryingRequests requests;
  private final WriteListener listener;
  private final Semaphore permits;
  private final Queue<Write> inFlight = new ArrayDeque<>();
  private final Set<DirectoryLine> knownLines =
      Collections.newSetFromMap(
          new LinkedHashMap<DirectoryLine, Boolean>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<DirectoryLine, Boolean> eldest) {
              return size() > MAX_KNOWN_LINES;
            }
          });

  private long retriesReported;

  private CountsWriter(
      CassandraSession shared, RowTarget target, RowStatements.Kind kind, WriteListener listener)
      throws InterruptedException {
    this.shared = shared;
    this.target = target;
    this.listener = listener;
    requests = new RetryingRequests(shared, "writes of counts");
    statements = kind.prepare(requests, target);
    directory = new DirectoryStatements(requests, target.settings().keyspace());
    permits = new Semaphore(target.maxWritesInFlight());
  }

  /**
   * Opens a writer to tables that must exist; waits until Cassandra answers.
   *
   * @throws io.quipu.store.session.CassandraException if Cassandra refuses the user, has no such
   *     keyspace, or has an untrusted certificate
   */
  public static CountsWriter open(RowTarget target, RowStatements.Kind kind, WriteListener listener)
      throws InterruptedException {
    return CassandraSession.shareWith(
        target.settings(), shared -> new CountsWriter(shared, target, kind, listener));
  }

  /** Sends the rows; waits only while the target's limit of writes in flight is reached. */
  public void write(Collection<CountRow> rows) throws InterruptedException {
    Set<DirectoryLine> newLines = newLines(rows);
    List<Statement<?>> writes = new ArrayList<>();
    newLines.forEach(line -> writes.add(directory.of(line)));
    writes.addAll(statements.of(rows));
    RequestTimes times = new RequestTimes();
    List<CompletableFuture<AsyncResultSet>> answers = new ArrayList<>(writes.size());
    for (Statement<?> write : writes) {
      answers.add(send(write, times));
    }
    inFlight.add(
        new Write(
            CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0])),
            newLines,
            rows.size(),
            writes.size(),
            times));
  }

  /**
   * Waits until all that was sent is durable.
   *
   * @throws java.util.concurrent.CompletionException if Cassandra refuses a write as invalid
   */
  public void awaitDurable() throws InterruptedException {
    while (!inFlight.isEmpty()) {
      Write write = inFlight.remove();
      RetryingRequests.await(write.done());
      knownLines.addAll(write.newLines());
      long retries = requests.retries();
      listener.written(
          write.times().batch(write.rows(), write.requests(), retries - retriesReported));
      retriesReported = retries;
    }
  }

  private Set<DirectoryLine> newLines(Collection<CountRow> rows) {
    Set<DirectoryLine> lines = new LinkedHashSet<>();
    for (CountRow row : rows) {
      if (row.resolution() == Resolution.MONTH) {
        boolean ofCustomer = !row.customer().isEmpty();
        DirectoryLine line =
            new DirectoryLine(
                row.company(),
                row.statistic(),
                row.dimension(),
                row.bucketStart(),
                ofCustomer || row.dimension().isEmpty()
                    ? 1
                    : target.slices().of(row.statistic(), row.dimension()),
                target.timeZones().of(row.company()).getId(),
                ofCustomer);
        if (!knownLines.contains(line)) {
          lines.add(line);
        }
      }
    }
    return lines;
  }

  private CompletableFuture<AsyncResultSet> send(Statement<?> write, RequestTimes times)
      throws InterruptedException {
    permits.acquire();
    long start = System.nanoTime();
    return requests
        .execute(write)
        .whenComplete(
            (rows, error) -> {
              permits.release();
              times.took(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            });
  }

  /** Releases the shared session. */
  @Override
  public void close() {
    shared.close();
  }
}
