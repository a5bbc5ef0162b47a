package io.quipu.cli.run;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the job has started, that it moves, and that it stops (sd_notify(3)). If the
 * job does not move for as long as the unit's {@code WatchdogSec}, systemd starts it again.
 *
 * <p>systemd listens at a datagram socket of the file system, which Java does not have. So each
 * message is sent by its command {@code systemd-notify}; the unit needs {@code NotifyAccess=all}.
 */
final class ServiceManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final long PATIENCE_SECONDS = 5;

  private final @Nullable String command;
  private @Nullable String lastMovement;

  private ServiceManager(@Nullable String command) {
    this.command = command;
  }

  /** The service manager that has started this process, if there is one. */
  static ServiceManager ofThisProcess() {
    return new ServiceManager(System.getenv("NOTIFY_SOCKET") == null ? null : "systemd-notify");
  }

  /** A service manager to which this command sends messages. */
  static ServiceManager by(String command) {
    return new ServiceManager(command);
  }

  /** Whether somebody listens. */
  boolean isThere() {
    return command != null;
  }

  /** The job has started. */
  void ready() {
    send("READY=1", "STATUS=The job has started.");
  }

  /** The process ends soon. */
  void stopping() {
    send("STOPPING=1");
  }

  /**
   * Tells the state of the job, and that it moves if it does.
   *
   * @param movement changes when the job moves; empty if that is not known, which is no movement
   * @param status one line for {@code systemctl status}
   */
  void moved(Optional<String> movement, String status) {
    boolean moves = movement.isPresent() && !movement.get().equals(lastMovement);
    lastMovement = movement.orElse(lastMovement);
    if (moves) {
      send("WATCHDOG=1", "STATUS=" + status);
    } else {
      send("STATUS=" + status + "; the job does not move");
    }
  }

  private void send(String... messages) {
    if (command == null) {
      return;
    }
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of(messages));
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.warn(
          "systemd cannot be told how the job is ({}). Install its command systemd-notify, or set"
              + " Type=exec in the unit, without WatchdogSec.",
          e.getMessage());
    } catch (InterruptedException e) {
      // The signal that stops the job must not be lost.
      Thread.currentThread().interrupt();
    }
  }
}
