package io.quipu.store.writes;

import com.datastax.oss.driver.api.core.cql.Statement;
import io.quipu.model.counter.CountRow;
import io.quipu.store.session.RetryingRequests;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;

/** Turns rows into the statements that write them. */
public interface RowStatements {

  /**
   * The writes of the rows into the tables of counts; each statement writes to a few partitions.
   */
  List<Statement<?>> of(Collection<CountRow> rows);

  /** Prepares statements of one kind. */
  @FunctionalInterface
  interface Kind extends Serializable {

    /** Prepares the statements; waits until Cassandra answers. */
    RowStatements prepare(RetryingRequests requests, RowTarget target) throws InterruptedException;
  }
}
