package io.quipu.transforms.pages;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.StoredPage;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keeps pages by month, key and generation. {@link #open} comes before all else and {@link #close}
 * after it, on each worker's copy. Both requests may be made without waiting for earlier answers;
 * how many are made at once is the caller's to bound.
 */
public interface PageStore extends Serializable {

  /**
   * Connects, and waits for it as long as the store is away.
   *
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  void open() throws InterruptedException;

  /** All generations of a page, in no set order; none if it was never written. */
  CompletionStage<List<StoredPage>> read(int month, Fingerprint key);

  /** Writes a page; the answer comes when it is durable. Writing it again does no harm. */
  CompletionStage<Void> write(int month, Fingerprint key, StoredPage page);

  /** Gives the connection back. */
  void close();
}
