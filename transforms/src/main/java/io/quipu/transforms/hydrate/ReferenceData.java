package io.quipu.transforms.hydrate;

import io.quipu.model.catalog.LookupTable;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Answers the lookups of one table. */
public interface ReferenceData extends Serializable {

  /**
   * Connects, or reads the file; called once before the first question, by each worker.
   *
   * @throws IllegalStateException if the table or file is not as declared; of a file it is a {@link
   *     io.quipu.io.lookups.ReferenceFileException}
   * @throws InterruptedException if the thread was interrupted while it waited for a connection
   */
  void open() throws InterruptedException;

  /**
   * The row of a key, by column; empty if the key is unknown.
   *
   * @return fails only if asking again is in vain
   */
  CompletableFuture<Map<String, String>> find(List<String> key);

  /** Disconnects. */
  void close();

  /** Makes the reference data of tables; nothing is opened yet. */
  @FunctionalInterface
  interface Source extends Serializable {

    /**
     * The reference data of a table.
     *
     * @param columns those of the key and those whose values are wanted
     * @throws IllegalArgumentException if the table cannot be read from where it is declared
     */
    ReferenceData of(LookupTable table, List<String> columns);
  }
}
