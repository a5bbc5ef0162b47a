package io.quipu.localstack.process;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A server that was started and may still be coming up: {@link #awaitReady} waits until it answers.
 * Closing stops it. After {@link #stop} or {@link #kill} it is over; start it again from its
 * settings, which finds the data and, where they are free, the ports of before.
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

  /** What serves, such as "Kafka". */
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

  /** The file that holds what the server said since its start. */
  public final Path logFile() {
    return folder.log();
  }

  /** The id of the server's process. */
  public final long pid() {
    return process.pid();
  }

  /** Whether the server's process lives. */
  public final boolean isRunning() {
    return process.isAlive();
  }

  /**
   * Waits until the server answers a request of its own protocol.
   *
   * @throws LocalStackException with the end of the server's log, at once if its process ends, else
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

  /** Whether it is this server that listens at the address, and not one that it works for. */
  protected boolean listensAtAddress() {
    return true;
  }

  /** Whether a request of the server's protocol is answered now; takes about a second at most. */
  protected abstract boolean answers();

  /** Stops the server in good order; kills it if that takes longer than 20 s. */
  public final void stop() {
    process.stop(STOP_GRACE);
  }

  /** Kills the server as kill -9 does and waits until it is gone. */
  public final void kill() {
    process.kill();
  }

  /**
   * Lets the server neither work nor go away, as kill -STOP does, until {@link #thaw}.
   *
   * @throws LocalStackException if the system has no such signal
   */
  public final void freeze() {
    process.signal("-STOP");
  }

  /** Lets a frozen server work again. */
  public final void thaw() {
    process.signal("-CONT");
  }

  /** Stops the server. */
  @Override
  public final void close() {
    stop();
  }
}
