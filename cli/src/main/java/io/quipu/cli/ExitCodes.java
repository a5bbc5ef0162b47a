package io.quipu.cli;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** The exit codes of the commands, for scripts and systemd. */
public final class ExitCodes {
  /** The command did its work. */
  public static final int DONE = 0;

  /** The command failed. */
  public static final int FAILED = 1;

  /** The arguments are wrong, so the same call fails again. */
  public static final int USAGE = 2;

  /** The user stopped the command (Ctrl-C) before it was done. */
  public static final int INTERRUPTED = 130;

  /** A signal TERM (kill, systemd) stopped the command before it was done. */
  public static final int TERMINATED = 143;

  private ExitCodes() {}

  /** The code for a command that ended with an exception. */
  public static int of(Exception e) {
    if (e instanceof StoppedException stopped) {
      return stopped.exitCode();
    }
    if (e instanceof InterruptedException) {
      return INTERRUPTED;
    }
    return e instanceof UsageException || isWrongArgument(e) ? USAGE : FAILED;
  }

  /**
   * The code for a signal.
   *
   * @param signal the name of the signal without SIG, such as INT
   */
  static int ofSignal(String signal) {
    return signal.equals("TERM") ? TERMINATED : INTERRUPTED;
  }

  /**
   * An exception with an I/O cause, such as a port in use, is no wrong argument: the same call may
   * work later.
   */
  private static boolean isWrongArgument(Exception e) {
    return e instanceof IllegalArgumentException
        && Throwables.getCausalChain(e).stream()
            .noneMatch(
                cause -> cause instanceof IOException || cause instanceof GeneralSecurityException);
  }
}
