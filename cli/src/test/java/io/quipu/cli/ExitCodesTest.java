package io.quipu.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.net.BindException;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodesTest {
  @Test
  void wrongArgumentsGiveTwo() {
    for (Exception e :
        List.of(
            new UsageException("wrong"),
            new UsageException("wrong", new IOException()),
            new IllegalArgumentException("wrong"),
            new IllegalArgumentException("wrong", new DateTimeException("wrong")))) {
      assertThat(e.toString(), ExitCodes.of(e), equalTo(2));
    }
  }

  @Test
  void aFailureThatMayPassGivesOne() {
    for (Exception e :
        List.of(
            new CommandException("failed"),
            new IllegalStateException("failed"),
            new IllegalArgumentException("taken", new IOException(new BindException())),
            new IllegalArgumentException("locked", new GeneralSecurityException()))) {
      assertThat(e.toString(), ExitCodes.of(e), equalTo(1));
    }
  }

  @Test
  void aStoppedCommandGives130() {
    assertThat(ExitCodes.of(new InterruptedException()), equalTo(130));
  }

  @Test
  void aSignalHasTheCodeOfTheShell() {
    assertThat(ExitCodes.ofSignal("INT"), equalTo(130));
    assertThat(ExitCodes.ofSignal("TERM"), equalTo(143));
  }
}
