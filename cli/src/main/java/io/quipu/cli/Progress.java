package io.quipu.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines and one changing line for the person who waits, on standard error, so that standard output
 * holds results alone. Thread-safe.
 */
public final class Progress implements Consumer<String> {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  /** Whether machines read all that is said: then each line is a log line in JSON. */
  static final boolean IN_JSON = "json".equals(System.getenv("QUIPU_LOG_FORMAT"));

  private final PrintWriter err;

  /** The shell knows; Java before 22 cannot say it of standard error. */
  private final boolean terminal = Boolean.getBoolean("quipu.terminal") && !IN_JSON;

  private boolean changing;

  public Progress(PrintWriter err) {
    this.err = err;
  }

  /** Whether somebody watches; if not, nothing can be written over. */
  public boolean isTerminal() {
    return terminal;
  }

  /** A line that stays. */
  @Override
  public synchronized void accept(String line) {
    if (IN_JSON) {
      LOG.info(line);
      return;
    }
    endChanging();
    err.println(line);
    err.flush();
  }

  /** The line that is written over by the next one; on a terminal only. */
  public synchronized void change(String line) {
    if (terminal) {
      // To the line's beginning, and what was there before is erased.
      err.print("\r\u001B[K" + line);
      err.flush();
      changing = true;
    }
  }

  private void endChanging() {
    if (changing) {
      err.println();
      changing = false;
    }
  }
}
