package io.quipu.localstack.process;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A server that was started and may not answer yet: {@link #awaitReady} waits until it does.
 * Closing stops it. After {@link #stop} or {@link #kill} this object is of no more use. To restart
 * the server, start it from its settings: it keeps its data, and its ports if they are still free.
 */
public abstract class RunningServer implements AutoCloseable {
  private static final Duration STOP_GRACE = Duration.ofSeconds(20);
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(50);

  private final String name;
  private final ServerFolder folder;
  private final InetSocketAddress address;
  private final ServerProcess process;

  protected RunningServer(
      String name, ServerFolder folder, InetSocketAddress address, ServerProcess process) {
    this.name = name;
    this.folder = folder;
    this.address = address;
    this.process = process;
  }

  /** The server's name, such as "Kafka". */
  public final String name() {
    return name;
  }

  /** Where clients connect to. */
  public final InetSocketAddress address() {
    return address;
  }

  /** The folder of the server's data, configuration and log. */
  public final Path folder() {
    return folder.root();
  }

  /** The log file, with the server's output since its start. */
  public final Path logFile() {
    return folder.log();
  }

  /** The id of the server's process. */
  public final long pid() {
    return process.pid();
  }

  /** Whether the server's process is running. */
  public final boolean isRunning() {
    return process.isAlive();
  }

  /**
   * Waits until the server answers a request of its own protocol.
   *
   * @throws LocalStackException with the end of the server's log: at once if its process ends, or
   *     if it does not answer within {@code timeout}
   */
  public RunningServer awaitReady(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!answers() || isTakenForAnother()) {
      if (process.awaitExit(PROBE_INTERVAL)) {
        throw process.failure("has ended before it answered");
      }
      if (System.nanoTime() > deadline) {
        throw process.failure("does not answer after " + timeout.toMillis() / 1e3 + " s");
      }
    }
    return this;
  }

  private boolean isTakenForAnother() {
    return listensAtAddress() && Listener.isOther(address.getPort(), pid());
  }

  /**
   * Whether this server itself listens at the address; false if the address is another server's,
   * such as a Flink job manager's.
   */
  protected boolean listensAtAddress() {
    return true;
  }

  /** Whether the server answers a request of its protocol now; takes about a second at most. */
  protected abstract boolean answers();

  /** Asks the server to stop; kills it if that takes longer than 20 s. */
  public final void stop() {
    process.stop(STOP_GRACE);
  }

  /** Kills the server as kill -9 does, and waits until its process has ended. */
  public final void kill() {
    process.kill();
  }

  /**
   * Suspends the server's process, as kill -STOP does, until {@link #thaw}.
   *
   * @throws LocalStackException if the server has ended or the system has no such signal
   */
  public final void freeze() {
    process.signal("-STOP");
  }

  /** Resumes a suspended server. */
  public final void thaw() {
    process.signal("-CONT");
  }

  /** Stops the server. */
  @Override
  public final void close() {
    stop();
  }
}
