package io.quipu.transforms.write;

import com.datastax.driver.core.Statement;
import io.quipu.model.CountRow;
import io.quipu.transforms.cassandra.PatientRequests;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;

/** Turns rows into the statements that write them. */
interface RowStatements {

  /** The writes of the rows into the tables of counts, some partitions' at a time. */
  List<Statement> of(Collection<CountRow> rows);

  /** Prepares statements of one kind, however long it takes. */
  @FunctionalInterface
  interface Kind extends Serializable {
    RowStatements prepare(PatientRequests requests, RowTarget target) throws InterruptedException;
  }
}
