package io.quipu.localstack.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts several servers at the same time: all of them come up, or none stays up. */
public final class Startup {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(4);

  private final Consumer<String> progress;
  private final List<CompletableFuture<? extends RunningServer>> all = new ArrayList<>();
  private final Queue<RunningServer> started = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  public Startup(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Begins to start a server; the supplier gives it once {@link #finish} has returned. */
  public <T extends RunningServer> Supplier<T> begin(Supplier<T> start) {
    CompletableFuture<T> server =
        CompletableFuture.supplyAsync(
            () -> bringUp(start), task -> new Thread(task, "start-server").start());
    all.add(server);
    return server::join;
  }

  /** Waits until all servers are up; if one fails, stops the others and throws its failure. */
  public void finish() {
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      // A new exception, because the first failure was thrown on another thread.
      RuntimeException first = Objects.requireNonNullElse(failure.get(), e);
      throw new LocalStackException(String.valueOf(first.getMessage()), first);
    }
  }

  private <T extends RunningServer> T bringUp(Supplier<T> start) {
    long begin = System.nanoTime();
    try {
      T server = start.get();
      started.add(server);
      if (failure.get() != null) {
        stopAll();
      }
      server.awaitReady(READY_TIMEOUT);
      tell(server, (System.nanoTime() - begin) / 1e9);
      return server;
    } catch (RuntimeException e) {
      if (failure.compareAndSet(null, e)) {
        stopAll();
      }
      throw e;
    }
  }

  private void stopAll() {
    started.forEach(RunningServer::stop);
  }

  private synchronized void tell(RunningServer server, double seconds) {
    progress.accept(
        String.format(
            "%s is up at %s:%d (%.1f s)",
            server.name(), server.address().getHostString(), server.address().getPort(), seconds));
  }
}
