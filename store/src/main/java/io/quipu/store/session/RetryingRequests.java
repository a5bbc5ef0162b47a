package io.quipu.store.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests, and repeats each after growing, random pauses until Cassandra answers. A request
 * fails only if Cassandra refuses it, with a {@link CassandraException}. All requests fail once the
 * session is closed.
 *
 * <p>An outage is logged when it begins and when it ends, not per request. Thread-safe.
 */
public final class RetryingRequests {
  private static final Logger LOG = LoggerFactory.getLogger(RetryingRequests.class);

  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 5_000;

  /** How many failures of one request in a row count as an outage. */
  private static final int OUTAGE_FAILURES = 4;

  /** The beginning of the message of Cassandra's class {@code CassandraAuthorizer}. */
  private static final String RIGHTS_UNKNOWN = "Unable to perform authorization of permissions";

  private static final long NO_OUTAGE = 0;

  private final CqlSession session;
  private final String what;
  private final LongAdder retries = new LongAdder();
  private final AtomicLong outageSince = new AtomicLong(NO_OUTAGE);

  /**
   * Requests through a session.
   *
   * @param session must stay open as long as requests are sent
   * @param what a few words for the requests in the log, such as {@code writes of counts}
   */
  public RetryingRequests(CassandraSession session, String what) {
    this.session = session.cql();
    this.what = what;
  }

  /** Encodes values for the statements. */
  public Encoding encoding() {
    return new Encoding(session.getContext().getProtocolVersion());
  }

  /** The nodes that hold each row, as far as they are known now. */
  public Optional<TokenMap> tokens() {
    return session.getMetadata().getTokenMap();
  }

  /**
   * The answer, however long it takes. The statement may run more than once, so it must be
   * idempotent, or the caller must allow repeated effects.
   */
  public CompletableFuture<AsyncResultSet> execute(Statement<?> statement) {
    return untilAnswered(() -> session.executeAsync(statement));
  }

  /**
   * All rows that a query finds, however long it takes.
   *
   * @param function converts each row, on a thread of the driver
   */
  public <T> CompletableFuture<List<T>> query(Statement<?> query, Function<Row, T> function) {
    return restOf(execute(query), function, new ArrayList<>());
  }

  private <T> CompletableFuture<List<T>> restOf(
      CompletableFuture<AsyncResultSet> page, Function<Row, T> function, List<T> found) {
    return page.thenCompose(
        rows -> {
          rows.currentPage().forEach(row -> found.add(function.apply(row)));
          return rows.hasMorePages()
              ? restOf(untilAnswered(rows::fetchNextPage), function, found)
              : CompletableFuture.completedFuture(found);
        });
  }

  /**
   * Prepares a statement; waits until Cassandra answers.
   *
   * @throws CassandraException if Cassandra refuses the statement
   */
  public PreparedStatement prepare(String statement) throws InterruptedException {
    return await(untilAnswered(() -> session.prepareAsync(statement)));
  }

  /**
   * Waits for an answer. The wait can be interrupted, so that a job can be cancelled meanwhile.
   *
   * @throws CassandraException if Cassandra refuses the request
   */
  public static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CassandraException refusal) {
        throw refusal;
      }
      throw new CompletionException(e.getCause());
    }
  }

  /** How many times a request was repeated so far. */
  public long retries() {
    return retries.sum();
  }

  private <T> CompletableFuture<T> untilAnswered(Supplier<CompletionStage<T>> request) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    attempt(request, answer, 0);
    return answer;
  }

  private <T> void attempt(
      Supplier<CompletionStage<T>> request, CompletableFuture<T> answer, int failures) {
    CompletionStage<T> sent;
    try {
      sent = request.get();
    } catch (RuntimeException e) {
      afterFailure(request, answer, failures + 1, e);
      return;
    }
    var unused =
        sent.whenComplete(
            (result, error) -> {
              if (error == null) {
                endOutage();
                answer.complete(result);
              } else {
                afterFailure(request, answer, failures + 1, cause(error));
              }
            });
  }

  private static Throwable cause(Throwable error) {
    Throwable cause = error.getCause();
    return error instanceof CompletionException && cause != null ? cause : error;
  }

  private <T> void afterFailure(
      Supplier<CompletionStage<T>> request,
      CompletableFuture<T> answer,
      int failures,
      Throwable error) {
    if (error instanceof QueryValidationException && !isPassing(error)) {
      answer.completeExceptionally(refused(error));
      return;
    }
    if (!(error instanceof DriverException) || session.isClosed()) {
      answer.completeExceptionally(error);
      return;
    }
    retries.increment();
    if (failures >= OUTAGE_FAILURES) {
      beginOutage(error);
    }
    CompletableFuture.delayedExecutor(pauseMillis(failures), TimeUnit.MILLISECONDS)
        .execute(() -> attempt(request, answer, failures));
  }

  /** Cassandra also refuses a request if it cannot read the user's rights at the moment. */
  private static boolean isPassing(Throwable error) {
    return String.valueOf(error.getMessage()).contains(RIGHTS_UNKNOWN);
  }

  private CassandraException refused(Throwable error) {
    return new CassandraException(
        ("Cassandra refuses %s: %s. Check that the tables are there (./quipu schema apply), and the"
                + " user's rights.")
            .formatted(what, error.getMessage()),
        error);
  }

  /** A random half to all of a pause that doubles with every failure. */
  private static long pauseMillis(int failures) {
    long pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures - 1, 16));
    return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
  }

  private void beginOutage(Throwable error) {
    if (outageSince.compareAndSet(NO_OUTAGE, System.nanoTime() | 1)) {
      LOG.warn("Cassandra does not take {}; trying until it does. {}", what, error.toString());
    }
  }

  private void endOutage() {
    long since = outageSince.get();
    if (since != NO_OUTAGE && outageSince.compareAndSet(since, NO_OUTAGE)) {
      long seconds = Duration.ofNanos(System.nanoTime() - since).toSeconds();
      LOG.info("Cassandra takes {} again, after {} s.", what, seconds);
    }
  }
}
