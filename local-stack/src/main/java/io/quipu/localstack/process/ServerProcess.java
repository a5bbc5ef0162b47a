package io.quipu.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of one server: started here, or found again by its folder. It is recognized by its id
 * and by the folder in its command line. So it is never confused with a later process of the same
 * id, nor with the server of a copied folder. If the command line cannot be read, it is recognized
 * by its id and its start time.
 */
public final class ServerProcess {
  /** Start times are derived from the boot time, which shifts a little when the clock is set. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final long CHILD_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final ServerFolder folder;
  private final ProcessHandle handle;

  private ServerProcess(String name, ServerFolder folder, ProcessHandle handle) {
    this.name = name;
    this.folder = folder;
    this.handle = handle;
  }

  /**
   * Starts a process and records it in its folder.
   *
   * @throws LocalStackException if a process already runs in the folder or the new one cannot be
   *     started
   */
  public static ServerProcess start(
      String name, ServerFolder folder, Lifetime lifetime, JavaProgram program) {
    requireNoneIn(name, folder);
    folder.rotateLog();
    ProcessHandle handle;
    try {
      ProcessHandle started = program.processIn(name, folder, lifetime).start().toHandle();
      handle = lifetime == Lifetime.DETACHED ? onlyChild(name, folder, started) : started;
    } catch (IOException e) {
      throw new LocalStackException(name + " cannot be started in " + folder.root() + ": " + e, e);
    }
    ServerProcess process = new ServerProcess(name, folder, handle);
    if (lifetime == Lifetime.ATTACHED) {
      process.stopWhenWeEnd();
    }
    ServerFolder.writeProperties(
        folder.process(),
        Map.of("pid", Long.toString(handle.pid()), "started", startOf(handle).toString()));
    return process;
  }

  /** The process last started in a folder, if it still runs. */
  public static Optional<ServerProcess> find(String name, ServerFolder folder) {
    Map<String, String> noted = ServerFolder.readProperties(folder.process());
    String pid = noted.get("pid");
    String started = noted.get("started");
    if (pid == null || started == null) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ServerProcess::lives)
        .filter(
            handle ->
                ServerMark.of(handle)
                    .map(mark -> mark.isSame(ServerMark.of(folder)))
                    // The mark is preferred: the clock may have been set since the start.
                    .orElseGet(() -> hasStarted(handle, Instant.parse(started))))
        .map(handle -> new ServerProcess(name, folder, handle));
  }

  private static boolean hasStarted(ProcessHandle handle, Instant noted) {
    return Duration.between(noted, startOf(handle)).abs().compareTo(START_TOLERANCE) <= 0;
  }

  /** Waits for the server that the shell starts. */
  private static ProcessHandle onlyChild(String name, ServerFolder folder, ProcessHandle parent) {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      Optional<ProcessHandle> child =
          parent.children().filter(each -> !isCopyOf(parent, each)).findFirst();
      if (child.isPresent()) {
        return child.get();
      }
      if (!lives(parent) || System.nanoTime() > deadline) {
        throw new LocalStackException(
            name
                + " cannot be started in "
                + folder.root()
                + ". The last lines of its log:\n"
                + folder.lastLogLines(15));
      }
      LockSupport.parkNanos(CHILD_POLL_NANOS);
    }
  }

  /**
   * Whether a child is still a copy of the shell. Until it becomes the server, it has the traps of
   * the shell, so a signal to stop would have no effect.
   */
  private static boolean isCopyOf(ProcessHandle shell, ProcessHandle child) {
    return child.isAlive()
        && child.info().command().isPresent()
        && child.info().command().equals(shell.info().command());
  }

  /**
   * Checks that no server runs in a folder.
   *
   * @throws LocalStackException if one does
   */
  public static void requireNoneIn(String name, ServerFolder folder) {
    find(name, folder)
        .ifPresent(
            running -> {
              throw new LocalStackException(
                  name
                      + " already runs in "
                      + folder.root()
                      + " (pid "
                      + running.pid()
                      + "): stop it or choose another folder.");
            });
  }

  public long pid() {
    return handle.pid();
  }

  boolean isAlive() {
    return lives(handle);
  }

  /** Asks the process to end and waits; kills it after {@code grace}. */
  public void stop(Duration grace) {
    if (isAlive()) {
      noteStop();
    }
    handle.destroy();
    if (!awaitExit(grace)) {
      kill();
    }
  }

  /** Logs the stop in the server's log, where a user looks for the reason why it ended. */
  private void noteStop() {
    try {
      folder.appendToLog(
          String.format(
              "quipu: Process %d asks %s (pid %d) to stop.",
              ProcessHandle.current().pid(), name, pid()));
    } catch (UncheckedIOException e) {
      // A server whose folder was deleted must stop too.
    }
  }

  /** Ends the process at once, as kill -9 does, and waits until it is gone. */
  public void kill() {
    handle.destroyForcibly();
    if (!awaitExit(KILL_TIMEOUT)) {
      throw new LocalStackException(
          name + " (pid " + pid() + ") does not end after kill -9: inspect its process.");
    }
  }

  /** Sends a signal that Java cannot send, by the command {@code kill}. */
  void signal(String signal) {
    // Another process may have its id by now.
    if (!isAlive()) {
      throw new LocalStackException(name + " (pid " + pid() + ") has ended; start it again.");
    }
    try {
      int code = new ProcessBuilder("kill", signal, Long.toString(pid())).start().waitFor();
      if (code != 0) {
        throw new LocalStackException(
            String.format(
                "%s (pid %d) cannot be sent the signal %s: check that the process is yours.",
                name, pid(), signal));
      }
    } catch (IOException e) {
      throw new LocalStackException("The command kill is not on this system: install it.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while sending a signal to " + name + ".", e);
    }
  }

  /** Waits until the process has ended; returns false if it has not within {@code timeout}. */
  public boolean awaitExit(Duration timeout) {
    CompletableFuture<ProcessHandle> exit = handle.onExit();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (isAlive()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        exit.get(Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // The handle reports a zombie as alive, so the loop checks again.
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LocalStackException("Interrupted while waiting for " + name + ".", e);
      }
    }
    return true;
  }

  /** The exception to throw when the server fails; its message has the end of the server's log. */
  public LocalStackException failure(String what) {
    return new LocalStackException(
        String.format(
            "%s (pid %d) %s. The last lines of its log, %s:%n%s",
            name, pid(), what, folder.log(), folder.lastLogLines(15)));
  }

  private void stopWhenWeEnd() {
    Thread hook = new Thread(() -> stop(KILL_TIMEOUT), "stop-" + name);
    Runtime.getRuntime().addShutdownHook(hook);
    CompletableFuture<Void> unused = handle.onExit().thenRun(() -> forget(hook));
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is shutting down, so the hook runs already.
    }
  }

  private static boolean lives(ProcessHandle handle) {
    return handle.isAlive() && !isZombie(handle.pid());
  }

  /**
   * Whether the process is a zombie: it has ended, but its parent has not read its exit code. If
   * the parent is gone, this lasts until the system's first process reads it; in some containers
   * for ever. While other threads are still ending, ports may still be in use. Works on Linux only.
   */
  private static boolean isZombie(long pid) {
    try {
      String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
      return status.contains("State:\tZ") && status.contains("Threads:\t1\n");
    } catch (IOException e) {
      return false;
    }
  }

  private static Instant startOf(ProcessHandle handle) {
    return handle.info().startInstant().orElse(Instant.EPOCH);
  }
}
