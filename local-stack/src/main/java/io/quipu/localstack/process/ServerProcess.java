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
 * The process of one server: started here, or found again by its folder. The process is known by
 * its id and by the folder in its command line, so neither a later process that was given the same
 * id nor the server of a copied folder is ever taken for it. Where the command line cannot be read
 * it is known by its id and its start.
 */
public final class ServerProcess {
  /** Start times are derived from the boot time, which moves a little when the clock is set. */
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
   * Starts a process and notes it in its folder.
   *
   * @throws LocalStackException if one runs there already or this one cannot be started
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
                    // The clock may have been set since, so the mark is the better of the two.
                    .orElseGet(() -> hasStarted(handle, Instant.parse(started))))
        .map(handle -> new ServerProcess(name, folder, handle));
  }

  private static boolean hasStarted(ProcessHandle handle, Instant noted) {
    return Duration.between(noted, startOf(handle)).abs().compareTo(START_TOLERANCE) <= 0;
  }

  /** The server that a process has started; it comes in a moment. */
  private static ProcessHandle onlyChild(String name, ServerFolder folder, ProcessHandle parent) {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      Optional<ProcessHandle> child = parent.children().findFirst();
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

  /** Refuses a folder in which a server runs. */
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

  /** Asks the process to end and waits; after {@code grace} it is killed. */
  public void stop(Duration grace) {
    if (isAlive()) {
      noteStop();
    }
    handle.destroy();
    if (!awaitExit(grace)) {
      kill();
    }
  }

  /** Who finds a server gone looks into its log. */
  private void noteStop() {
    try {
      folder.appendToLog(
          String.format(
              "quipu: Process %d asks %s (pid %d) to stop.",
              ProcessHandle.current().pid(), name, pid()));
    } catch (UncheckedIOException e) {
      // A server whose folder is gone must stop all the more.
    }
  }

  /** Ends the process at once, as kill -9 does, and waits until it is gone. */
  public void kill() {
    handle.destroyForcibly();
    if (!awaitExit(KILL_TIMEOUT)) {
      throw new LocalStackException(
          name + " (pid " + pid() + ") does not end even when killed: look at its process.");
    }
  }

  /** Sends a signal for which Java has no call, by the system's kill. */
  void signal(String signal) {
    // Its id may be another process's by now.
    if (!isAlive()) {
      throw new LocalStackException(name + " (pid " + pid() + ") has ended; start it again.");
    }
    try {
      int code = new ProcessBuilder("kill", signal, Long.toString(pid())).start().waitFor();
      if (code != 0) {
        throw new LocalStackException(
            name + " (pid " + pid() + ") takes no " + signal + ": look at its process.");
      }
    } catch (IOException e) {
      throw new LocalStackException("There is no command kill on this system; install it.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while sending a signal to " + name + ".", e);
    }
  }

  /** Waits until the process has ended; false if it has not in time. */
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
        // A zombie is alive to the handle: look again.
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LocalStackException("Interrupted while waiting for " + name + ".", e);
      }
    }
    return true;
  }

  /** The error to throw when the server fails to do something: with the end of its log. */
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
      // We are ending and the hook runs, as it should.
    }
  }

  private static boolean lives(ProcessHandle handle) {
    return handle.isAlive() && !isZombie(handle.pid());
  }

  /**
   * Whether the process is over and only waits for a parent to take note, as one whose parent is
   * gone does until the first process of the system cares, in some containers for ever. While other
   * threads are still ending, ports may be held. Known on Linux only.
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
