package io.quipu.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;

/**
 * Lines and one changing line for the person who waits, on standard error, so that standard output
 * holds results alone. Thread-safe.
 */
public final class Progress implements Consumer<String> {
  private final PrintWriter err;

  /** The shell knows; Java before 22 cannot say it of standard error. */
  private final boolean terminal = Boolean.getBoolean("quipu.terminal");

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
