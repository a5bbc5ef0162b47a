package io.quipu.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints progress on standard error: lines, and one line that changes. Standard output has only
 * results. Thread-safe.
 */
public final class Progress implements Consumer<String> {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  /** Whether each line is written as a log record in JSON, for programs. */
  static final boolean IN_JSON = "json".equals(System.getenv("QUIPU_LOG_FORMAT"));

  private final PrintWriter err;

  /** The script {@code quipu} sets this, because Java before 22 cannot check standard error. */
  private final boolean terminal = Boolean.getBoolean("quipu.terminal") && !IN_JSON;

  private boolean changing;

  public Progress(PrintWriter err) {
    this.err = err;
  }

  /** Whether standard error is a terminal, where a line can be overwritten. */
  public boolean isTerminal() {
    return terminal;
  }

  /** Prints a line that stays. */
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

  /** Prints a line that the next line overwrites; only on a terminal. */
  public synchronized void change(String line) {
    if (terminal) {
      // Goes to the beginning of the line, and erases the line.
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
