package io.quipu.transforms.pages;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.StoredPage;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Stores pages by month, key and generation. Each worker calls {@link #open} on its copy first and
 * {@link #close} last. The caller need not wait for earlier answers, but must limit how many
 * requests are in flight.
 */
public interface PageStore extends Serializable {

  /**
   * Connects, and waits while the store is not available.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  void open() throws InterruptedException;

  /**
   * Reads all generations of a page, in no defined order; there are none if it was never written.
   */
  CompletionStage<List<StoredPage>> read(int month, Fingerprint key);

  /** Writes a page. The answer comes when it is durable. A repeated write changes nothing. */
  CompletionStage<Void> write(int month, Fingerprint key, StoredPage page);

  /** Closes the connection. */
  void close();
}
