package io.quipu.transforms.write;

import com.datastax.driver.core.Session;
import com.datastax.driver.core.Statement;
import io.quipu.model.CountRow;
import java.io.Serializable;
import java.util.List;

/** Turns rows into the statements that write them. */
interface RowStatements {

  /** The writes of the rows into the tables of counts, one or more for each partition. */
  List<Statement> of(List<CountRow> rows);

  /** Prepares statements of one kind. */
  @FunctionalInterface
  interface Kind extends Serializable {
    RowStatements prepare(Session session, RowTarget target);
  }
}
