package io.quipu.benchmarks.job;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Work that is done on a thread of its own, again and again, until it is stopped. */
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

  /** Works once; says for how many nanoseconds it then rests. */
  protected abstract long work();

  /** Whatever fails elsewhere for it. */
  protected final void failed(@Nullable Throwable error) {
    if (error != null) {
      failure.compareAndSet(null, error);
    }
  }

  /**
   * @throws IllegalStateException if something went wrong
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

  /** Stops, and waits until it has. */
  @Override
  public final void close() {
    stopped = true;
    Uninterruptibles.joinUninterruptibly(thread);
  }
}
