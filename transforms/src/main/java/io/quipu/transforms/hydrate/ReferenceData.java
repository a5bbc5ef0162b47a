package io.quipu.transforms.hydrate;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Answers the lookups of one table. */
interface ReferenceData extends Serializable {

  /**
   * Connects, or reads the file; called once before the first question, by each worker.
   *
   * @throws IllegalStateException if the table or file is not as declared
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
}
