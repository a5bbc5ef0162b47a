package io.quipu.store.queries;

/** A table of final counts of companies. */
public enum StoredTable {
  /** The series of each counter. */
  COUNTS,
  /** The values of each dimension in a bucket. */
  COUNTS_BY_VALUE
}
