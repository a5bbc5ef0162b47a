package io.quipu.cli;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** What the exit codes of a command mean. Scripts and systemd decide by them. */
public final class ExitCodes {
  /** All was done. */
  public static final int DONE = 0;

  /** It failed. */
  public static final int FAILED = 1;

  /** It was called wrongly: the same call fails again. */
  public static final int USAGE = 2;

  /** The user stopped it (Ctrl-C) before all was done. */
  public static final int INTERRUPTED = 130;

  /** Somebody ended it (kill, systemd) before all was done. */
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
   * @param signal its name without SIG, such as INT
   */
  static int ofSignal(String signal) {
    return signal.equals("TERM") ? TERMINATED : INTERRUPTED;
  }

  /** A file that cannot be read, or a port that is taken, may be right the next time. */
  private static boolean isWrongArgument(Exception e) {
    return e instanceof IllegalArgumentException
        && Throwables.getCausalChain(e).stream()
            .noneMatch(
                cause -> cause instanceof IOException || cause instanceof GeneralSecurityException);
  }
}
