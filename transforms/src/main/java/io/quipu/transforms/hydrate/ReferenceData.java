package io.quipu.transforms.hydrate;

import io.quipu.model.catalog.LookupTable;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Answers the lookups of one table. */
public interface ReferenceData extends Serializable {

  /**
   * Connects, or reads the file. Each worker calls it once, before the first lookup.
   *
   * @throws IllegalStateException if the table or file is not as declared; for a file it is a
   *     {@link io.quipu.io.lookups.ReferenceFileException}
   * @throws InterruptedException if the thread was interrupted while it waited for a connection
   */
  void open() throws InterruptedException;

  /**
   * Looks up the row of a key: its values by column. It is empty if the key is unknown.
   *
   * @return a future that fails only if a retry cannot help
   */
  CompletableFuture<Map<String, String>> find(List<String> key);

  /** Disconnects. */
  void close();

  /** Creates the reference data of tables, without opening it. */
  @FunctionalInterface
  interface Source extends Serializable {

    /**
     * The reference data of a table.
     *
     * @param columns the key columns and the columns to read
     * @throws IllegalArgumentException if the table cannot be read from where it is declared
     */
    ReferenceData of(LookupTable table, List<String> columns);
  }
}
