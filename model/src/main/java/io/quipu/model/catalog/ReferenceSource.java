package io.quipu.model.catalog;

import java.io.Serializable;

/** Where reference data is. */
public sealed interface ReferenceSource extends Serializable {

  /**
   * A file that fits memory, read again when the table's expiry has passed.
   *
   * @param path a path or any address that Beam's file systems read
   * @param format how it is written
   */
  record File(String path, FileFormat format) implements ReferenceSource {}

  /** A Cassandra table whose partition key is the lookup's key. */
  record CassandraTable(String keyspace, String table) implements ReferenceSource {}

  /** How a file of reference data is written. */
  enum FileFormat {
    /** Comma-separated values (RFC 4180), with a header line. */
    CSV,
    /** One JSON object a line. */
    JSON_LINES
  }
}
