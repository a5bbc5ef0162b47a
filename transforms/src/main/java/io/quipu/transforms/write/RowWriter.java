package io.quipu.transforms.write;

import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.Statement;
import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import io.quipu.transforms.cassandra.PatientRequests;
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
 * Writes rows through a session, and the directory's lines for them. Used by one thread, the
 * bundle's.
 */
final class RowWriter {

  /** Lines beyond it are written again when they come again, which does no harm. */
  private static final int MAX_KNOWN_LINES = 100_000;

  private record Write(
      CompletableFuture<Void> done, Set<DirectoryLine> newLines, WriteMetrics.Batch figures) {}

  private final RowTarget target;
  private final RowStatements statements;
  private final DirectoryStatements directory;
  private final PatientRequests requests;
  private final Semaphore mayFly;
  private final WriteMetrics metrics = new WriteMetrics();
  private final Queue<Write> flying = new ArrayDeque<>();
  private final Set<DirectoryLine> knownLines =
      Collections.newSetFromMap(
          new LinkedHashMap<DirectoryLine, Boolean>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<DirectoryLine, Boolean> eldest) {
              return size() > MAX_KNOWN_LINES;
            }
          });

  /** A writer to the target's keyspace through a session that stays open as long as it writes. */
  RowWriter(Session session, RowTarget target, RowStatements.Kind kind)
      throws InterruptedException {
    this.target = target;
    requests = new PatientRequests(session, "writes of counts");
    statements = kind.prepare(requests, target);
    directory = new DirectoryStatements(requests, target.settings().keyspace());
    mayFly = new Semaphore(target.maxWritesInFlight());
  }

  /** Sends the rows, waiting only while as many writes are in flight as may be. */
  void write(Collection<CountRow> rows) throws InterruptedException {
    Set<DirectoryLine> newLines = newLines(rows);
    List<Statement> writes = new ArrayList<>();
    newLines.forEach(line -> writes.add(directory.of(line)));
    writes.addAll(statements.of(rows));
    WriteMetrics.Batch figures = metrics.batch(rows.size(), writes.size());
    List<CompletableFuture<ResultSet>> answers = new ArrayList<>(writes.size());
    for (Statement write : writes) {
      answers.add(send(write, figures));
    }
    flying.add(
        new Write(
            CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0])),
            newLines,
            figures));
  }

  /**
   * Waits until all that was sent is durable.
   *
   * @throws java.util.concurrent.CompletionException if a write is wrong in itself
   */
  void awaitDurable() throws InterruptedException {
    while (!flying.isEmpty()) {
      Write write = flying.remove();
      PatientRequests.await(write.done());
      knownLines.addAll(write.newLines());
      write.figures().report(requests.retries());
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

  private CompletableFuture<ResultSet> send(Statement write, WriteMetrics.Batch figures)
      throws InterruptedException {
    mayFly.acquire();
    long start = System.nanoTime();
    return requests
        .execute(write)
        .whenComplete(
            (rows, error) -> {
              mayFly.release();
              figures.took(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            });
  }
}
