package io.quipu.transforms.write;

import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.Statement;
import io.quipu.model.CountRow;
import io.quipu.model.Resolution;
import io.quipu.transforms.cassandra.PatientRequests;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.cassandra.Mapper;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.jspecify.annotations.Nullable;

/** Writes batches of rows through CassandraIO's session. Used by one thread, the bundle's. */
final class CountsMapper implements Mapper<RowBatch> {

  /** Lines beyond it are written again when they come again, which does no harm. */
  private static final int MAX_KNOWN_LINES = 100_000;

  private final RowTarget target;
  private final RowStatements statements;
  private final DirectoryStatements directory;
  private final PatientRequests requests;
  private final Semaphore mayFly;
  private final WriteMetrics metrics = new WriteMetrics();
  private final Set<DirectoryLine> knownLines =
      Collections.newSetFromMap(
          new LinkedHashMap<DirectoryLine, Boolean>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<DirectoryLine, Boolean> eldest) {
              return size() > MAX_KNOWN_LINES;
            }
          });

  private CountsMapper(Session session, RowTarget target, RowStatements statements) {
    this.target = target;
    this.statements = statements;
    directory = new DirectoryStatements(session, target.settings().keyspace());
    requests = new PatientRequests(session, "writes of counts");
    mayFly = new Semaphore(target.maxWritesInFlight());
  }

  /** Makes the mapper of a session once: CassandraIO asks for one with every element. */
  @SuppressWarnings("rawtypes") // CassandraIO's own signature
  static final class Factory implements SerializableFunction<Session, Mapper> {
    private static final long serialVersionUID = 1L;

    private final RowTarget target;
    private final RowStatements.Kind kind;
    private transient @Nullable Session session;
    private transient @Nullable CountsMapper mapper;

    Factory(RowTarget target, RowStatements.Kind kind) {
      this.target = target;
      this.kind = kind;
    }

    @Override
    public Mapper apply(Session given) {
      if (mapper == null || session != given) {
        session = given;
        mapper = new CountsMapper(given, target, kind.prepare(given, target));
      }
      return mapper;
    }
  }

  @Override
  public Future<Void> saveAsync(RowBatch batch) {
    Set<DirectoryLine> newLines = newLines(batch.rows());
    List<Statement> writes = new ArrayList<>();
    newLines.forEach(line -> writes.add(directory.of(line)));
    writes.addAll(statements.of(batch.rows()));
    WriteMetrics.Batch figures = metrics.batch(batch.rows().size(), writes.size());
    List<CompletableFuture<ResultSet>> answers = new ArrayList<>(writes.size());
    for (Statement write : writes) {
      answers.add(send(write, figures));
    }
    return new WrittenBatch(
        CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0])),
        () -> {
          knownLines.addAll(newLines);
          figures.report(requests.retries());
        });
  }

  private Set<DirectoryLine> newLines(List<CountRow> rows) {
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

  private CompletableFuture<ResultSet> send(Statement write, WriteMetrics.Batch figures) {
    try {
      mayFly.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for writes in flight.", e);
    }
    long start = System.nanoTime();
    return requests
        .execute(write)
        .whenComplete(
            (rows, error) -> {
              mayFly.release();
              figures.took(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            });
  }

  @Override
  public Iterator<RowBatch> map(ResultSet rows) {
    throw new UnsupportedOperationException("Rows are only written here.");
  }

  @Override
  public Future<Void> deleteAsync(RowBatch batch) {
    throw new UnsupportedOperationException("Rows are only written here.");
  }
}
