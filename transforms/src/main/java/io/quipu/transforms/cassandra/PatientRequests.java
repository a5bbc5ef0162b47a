package io.quipu.transforms.cassandra;

import com.datastax.driver.core.Host;
import com.datastax.driver.core.Metadata;
import com.datastax.driver.core.PreparedStatement;
import com.datastax.driver.core.ResultSet;
import com.datastax.driver.core.Session;
import com.datastax.driver.core.Statement;
import com.datastax.driver.core.exceptions.DriverException;
import com.datastax.driver.core.exceptions.QueryValidationException;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that outlive an outage of Cassandra: each is made again, with a growing and scattered
 * pause, until it is answered. Only a request that is wrong in itself fails, and all do once the
 * session is closed.
 *
 * <p>An outage is logged when it begins and when it is over, not per request. Thread-safe.
 */
public final class PatientRequests {
  private static final Logger LOG = LoggerFactory.getLogger(PatientRequests.class);

  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 5_000;

  /** So many failures of one request in a row are an outage; fewer are a hiccup. */
  private static final int OUTAGE_FAILURES = 4;

  private static final long NO_OUTAGE = 0;

  private final Session session;
  private final String what;
  private final LongAdder retries = new LongAdder();
  private final AtomicLong outageSince = new AtomicLong(NO_OUTAGE);
  private final AtomicLong lastNudge = new AtomicLong(System.nanoTime());

  /**
   * @param session stays open as long as requests are made
   * @param what the requests in one word or two for the log, such as {@code writes of counts}
   */
  public PatientRequests(Session session, String what) {
    this.session = session;
    this.what = what;
  }

  /** What is known of the cluster that answers. */
  public Metadata cluster() {
    return session.getCluster().getMetadata();
  }

  /**
   * The answer, however long it takes. The statement may be run more than once: it is idempotent,
   * or the caller says that it may take effect more than once.
   */
  public CompletableFuture<ResultSet> execute(Statement statement) {
    statement.setIdempotent(true);
    return untilAnswered(() -> session.executeAsync(statement));
  }

  /**
   * The prepared statement, waited for however long it takes.
   *
   * @throws CompletionException if the statement is wrong in itself
   */
  public PreparedStatement prepare(String statement) throws InterruptedException {
    return await(untilAnswered(() -> session.prepareAsync(statement)));
  }

  /** The answer; waiting for it can be interrupted, so that a job can be cancelled meanwhile. */
  public static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /** How many requests were made again, so far. */
  public long retries() {
    return retries.sum();
  }

  private <T> CompletableFuture<T> untilAnswered(Supplier<ListenableFuture<T>> request) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    attempt(request, answer, 0);
    return answer;
  }

  private <T> void attempt(
      Supplier<ListenableFuture<T>> request, CompletableFuture<T> answer, int failures) {
    try {
      Futures.addCallback(
          request.get(),
          new FutureCallback<T>() {
            @Override
            public void onSuccess(@Nullable T result) {
              endOutage();
              answer.complete(Objects.requireNonNull(result));
            }

            @Override
            public void onFailure(Throwable error) {
              afterFailure(request, answer, failures + 1, error);
            }
          },
          MoreExecutors.directExecutor());
    } catch (DriverException e) {
      afterFailure(request, answer, failures + 1, e);
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private <T> void afterFailure(
      Supplier<ListenableFuture<T>> request,
      CompletableFuture<T> answer,
      int failures,
      Throwable error) {
    if (!(error instanceof DriverException)
        || error instanceof QueryValidationException
        || session.isClosed()) {
      answer.completeExceptionally(error);
      return;
    }
    retries.increment();
    if (failures >= OUTAGE_FAILURES) {
      beginOutage(error);
    }
    lookForNodes();
    CompletableFuture.delayedExecutor(pauseMillis(failures), TimeUnit.MILLISECONDS)
        .execute(() -> attempt(request, answer, failures));
  }

  /** A half to all of a pause that doubles with every failure. */
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

  /**
   * Has the driver look at once whether the nodes that it holds for down are back: by itself it
   * would wait up to 10 minutes, in a session that keeps its defaults.
   */
  private void lookForNodes() {
    long last = lastNudge.get();
    long now = System.nanoTime();
    if (now - last > TimeUnit.SECONDS.toNanos(1) && lastNudge.compareAndSet(last, now)) {
      for (Host host : session.getCluster().getMetadata().getAllHosts()) {
        if (!host.isUp()) {
          host.tryReconnectOnce();
        }
      }
    }
  }
}
