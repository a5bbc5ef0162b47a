package io.quipu.store.queries;

import io.quipu.store.jobs.RunsTable;
import java.util.List;

/** A table of final counts. */
public enum StoredTable {
  /** The series of each counter of a company. */
  COUNTS,
  /** The values of each dimension in a bucket, of a company. */
  COUNTS_BY_VALUE,
  /** All counters of a customer. */
  CUSTOMER_COUNTS;

  /** The tables that one kind of job writes. */
  public static List<StoredTable> of(RunsTable.Kind kind) {
    return kind == RunsTable.Kind.CUSTOMER
        ? List.of(CUSTOMER_COUNTS)
        : List.of(COUNTS, COUNTS_BY_VALUE);
  }
}
