package io.quipu.transforms.write;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Done when all writes of a batch are durable. CassandraIO waits for it on the bundle's thread,
 * maybe more than once; the first time that it is found done, what is to follow a success is done
 * there, where Beam's metrics can be updated.
 */
final class WrittenBatch implements Future<Void> {
  private final CompletableFuture<Void> writes;
  private final Runnable onSuccess;
  private final AtomicBoolean followed = new AtomicBoolean();

  WrittenBatch(CompletableFuture<Void> writes, Runnable onSuccess) {
    this.writes = writes;
    this.onSuccess = onSuccess;
  }

  @Override
  public @Nullable Void get() throws InterruptedException, ExecutionException {
    writes.get();
    followUp();
    return null;
  }

  @Override
  public @Nullable Void get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    writes.get(timeout, unit);
    followUp();
    return null;
  }

  /** Does nothing: a write that was sent cannot be called back. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return false;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public boolean isDone() {
    return writes.isDone();
  }

  private void followUp() {
    if (followed.compareAndSet(false, true)) {
      onSuccess.run();
    }
  }
}
