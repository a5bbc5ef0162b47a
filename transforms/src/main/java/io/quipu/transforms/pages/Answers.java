package io.quipu.transforms.pages;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for the answers of a store. */
public final class Answers {
  private Answers() {}

  /**
   * Returns the answer. The wait can be interrupted, so that a job can be cancelled during an
   * outage.
   *
   * @throws CompletionException if the request failed
   */
  public static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }
}
