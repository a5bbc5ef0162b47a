package io.quipu.store.jobs;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.store.counts.RowVersion;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.RetryingRequests;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code owner_numbers}: the last number that an owner of rows got. Each number is given
 * once, by a lightweight transaction. If its answer is lost, a number is left out.
 */
public final class OwnerNumbers {
  private static final String APPLIED = "[applied]";

  private final RetryingRequests requests;
  private final String kind;
  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement epochs;

  /**
   * The numbers of one kind of job.
   *
   * @param session must stay open as long as numbers are taken
   */
  public OwnerNumbers(CassandraSession session, String keyspace, RunsTable.Kind kind)
      throws InterruptedException {
    this.requests = new RetryingRequests(session, "requests for owners");
    this.kind = kind.key();
    String table = keyspace + "." + CountsSchema.OWNER_NUMBERS;
    select = requests.prepare("SELECT last, incarnation FROM " + table + " WHERE kind = ?");
    insert =
        requests.prepare(
            "INSERT INTO " + table + " (kind, last, incarnation) VALUES (?, ?, ?) IF NOT EXISTS");
    update =
        requests.prepare(
            "UPDATE " + table + " SET last = ?, incarnation = ? WHERE kind = ? IF last = ?");
    epochs =
        requests.prepare(
            "SELECT epoch FROM " + keyspace + "." + CountsSchema.RUNS + " WHERE kind = ?");
  }

  /**
   * Takes the first number of a start. From now on, {@link #next} gives numbers to this run alone.
   *
   * @param incarnation the number of the run
   */
  public long begin(long incarnation) throws InterruptedException {
    while (true) {
      Row last = one(RetryingRequests.await(requests.execute(select.bind(kind))));
      if (last == null) {
        long first = firstNumber();
        if (applied(insert.bind(kind, first, incarnation))) {
          return first;
        }
      } else {
        long next = following(last);
        if (applied(update.bind(next, incarnation, kind, last.getLong("last")))) {
          return next;
        }
      }
    }
  }

  /**
   * Takes a number that is larger than all numbers before it.
   *
   * @param incarnation the number of the run that asks
   * @throws PermanentFailure if a later run has begun
   */
  public long next(long incarnation) throws InterruptedException {
    while (true) {
      Row last = one(RetryingRequests.await(requests.execute(select.bind(kind))));
      if (last == null || last.getLong("incarnation") != incarnation) {
        throw new PermanentFailure(
            "Another run has begun to write into the keyspace, so this one ends. Stop it, or give it"
                + " another --keyspace.");
      }
      long next = following(last);
      if (applied(update.bind(next, incarnation, kind, last.getLong("last")))) {
        return next;
      }
    }
  }

  /** Rows of earlier builds have an epoch in their version, and all owners must come after it. */
  private long firstNumber() throws InterruptedException {
    List<Long> before =
        RetryingRequests.await(requests.query(epochs.bind(kind), row -> row.getLong("epoch")));
    return RowVersion.firstOwnerAfterEpoch(before.isEmpty() ? 0 : Collections.max(before));
  }

  private static long following(Row last) {
    long next = last.getLong("last") + 1;
    if (next > RowVersion.MAX_OWNER) {
      throw new PermanentFailure(
          "The keyspace has no more numbers for owners: jobs were started "
              + RowVersion.MAX_OWNER
              + " times. Count into another --keyspace.");
    }
    return next;
  }

  private boolean applied(BoundStatement conditional) throws InterruptedException {
    Row answer = one(RetryingRequests.await(requests.execute(conditional)));
    return answer != null && answer.getBoolean(APPLIED);
  }

  private static @Nullable Row one(AsyncResultSet rows) {
    return rows.one();
  }
}
