package io.quipu.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Calls the command in this process, and keeps what it prints. */
final class TestCommand {
  /** A small catalog without mistakes. */
  static final String CATALOG =
      """
      version: 1
      event:
        company: company
        type: type
        time: {field: at, unit: seconds}
      statistics:
        visit:
          events: [visit]
          uniques: false
          dimensions:
            page: {field: page}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Calls the command, and returns its exit code. */
  int quipu(String... arguments) {
    return Quipu.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  /** The standard output of all calls so far. */
  String out() {
    return out.toString();
  }

  /** The standard error of all calls so far. */
  String err() {
    return err.toString();
  }
}
