package io.quipu.cli.simulate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quipu.cli.ExitCodes;
import io.quipu.cli.Quipu;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SimulateTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aScheduleIsToldInWords() {
    assertThat(quipu("--seed=3", "--steps=100"), is(ExitCodes.DONE));
    assertThat(out.toString(), containsString("gets SentEvent["));
    assertThat(out.toString(), containsString("All counts are right."));
  }

  @Test
  void aWrongCountIsShrunkToOneLine() {
    // The offsets of a drain that were not committed double what was counted.
    assertThat(quipu("--scenario=lost-commit", "--schedules=50"), is(ExitCodes.FAILED));
    String[] lines = out.toString().split(System.lineSeparator(), -1);
    String command = lines[lines.length - 2];
    assertThat(command, containsString("./quipu simulate --seed="));

    String[] options = command.replace("./quipu simulate ", "").split(" ", -1);
    assertThat(quipu(options), is(ExitCodes.FAILED));
    assertThat(out.toString(), containsString("WRONG: "));
  }

  @Test
  void wrongOptionsSayWhatIsAllowed() {
    assertThat(quipu("--scenario=flood"), is(ExitCodes.USAGE));
    assertThat(err.toString(), containsString("there are crashes, expiry,"));
    assertThat(quipu("--quiet=x"), is(ExitCodes.USAGE));
    assertThat(err.toString(), containsString("write a list such as 3,7-12."));
    assertThat(quipu("--steps=-1"), is(ExitCodes.USAGE));
  }

  private int quipu(String... options) {
    String[] all = new String[options.length + 1];
    all[0] = "simulate";
    System.arraycopy(options, 0, all, 1, options.length);
    return Quipu.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }
}
