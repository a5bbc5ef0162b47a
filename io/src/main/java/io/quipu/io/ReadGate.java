package io.quipu.io;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the readers of this process may read. Who runs jobs in this process closes it while there
 * is no room for what the jobs would have to keep, such as on a disk that is nearly full. Readers
 * that find it closed return nothing, so checkpoints go on, and nothing is lost.
 */
public final class ReadGate {
  private static final AtomicBoolean CLOSED = new AtomicBoolean();

  private ReadGate() {}

  /** Whether readers may read now. */
  public static boolean isOpen() {
    return !CLOSED.get();
  }

  /** Lets readers read, or not, from now on. */
  public static void set(boolean open) {
    CLOSED.set(!open);
  }
}
