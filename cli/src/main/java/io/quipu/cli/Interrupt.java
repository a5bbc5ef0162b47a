package io.quipu.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The user's wish to stop (Ctrl-C, or a kill): the command is told, and the process ends when the
 * command has closed this. A command that takes longer than a minute and a half to end is cut off.
 */
public final class Interrupt implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  private Interrupt(Thread command) {
    hook = new Thread(() -> stop(command), "interrupt");
  }

  /** From now on, a wish to stop interrupts the calling thread, which is to close this then. */
  public static Interrupt handle() {
    Interrupt interrupt = new Interrupt(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** Whether the user wants to stop. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** Waits for a while, or until the user wants to stop; says whether he does. */
  public boolean await(Duration atMost) {
    try {
      return requested.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return isRequested();
    }
  }

  private void stop(Thread command) {
    requested.countDown();
    command.interrupt();
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        // The process ends all the same: nothing is lost by it, only the orderly goodbye.
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }
}
