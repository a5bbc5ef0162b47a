package io.quipu.model.catalog;

import java.io.Serializable;

/** The place that holds reference data: a file or a Cassandra table. */
public sealed interface ReferenceSource extends Serializable {

  /**
   * A file that fits in memory. It is read again when the table's expiry has passed.
   *
   * @param path a local path, or an address that one of Beam's file systems reads
   * @param format the format of the file
   */
  record File(String path, FileFormat format) implements ReferenceSource {}

  /** A Cassandra table whose partition key is the lookup's key. */
  record CassandraTable(String keyspace, String table) implements ReferenceSource {}

  /** The format of a file of reference data. */
  enum FileFormat {
    /** Comma-separated values (RFC 4180), with a header line. */
    CSV,
    /** One JSON object per line. */
    JSON_LINES
  }
}
