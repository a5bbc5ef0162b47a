package io.quipu.benchmarks.job;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Work that a thread of its own repeats until it is stopped. */
public abstract class Paced implements Runnable, AutoCloseable {
  private final Thread thread;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;

  protected Paced(String name) {
    thread = new Thread(this, name);
    thread.setDaemon(true);
  }

  public final void start() {
    thread.start();
  }

  /** Does the work once, and returns the pause after it in nanoseconds. */
  protected abstract long work();

  /** Reports an error from another thread, such as a callback; null is no error. */
  protected final void failed(@Nullable Throwable error) {
    if (error != null) {
      failure.compareAndSet(null, error);
    }
  }

  /**
   * Checks that nothing has failed so far.
   *
   * @throws IllegalStateException if the work has failed
   */
  public final void requireWell() {
    Throwable error = failure.get();
    if (error != null) {
      throw new IllegalStateException(
          "The " + thread.getName() + " failed: " + error.getMessage() + ".", error);
    }
  }

  @Override
  public final void run() {
    try {
      while (!stopped) {
        TimeUnit.NANOSECONDS.sleep(work());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** Stops the thread, and waits until it has ended. */
  @Override
  public final void close() {
    stopped = true;
    Uninterruptibles.joinUninterruptibly(thread);
  }
}
