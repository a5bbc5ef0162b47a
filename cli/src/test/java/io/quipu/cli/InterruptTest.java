package io.quipu.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how this process handles signals. */
@Timeout(60)
final class InterruptTest {
  @Test
  void interruptsTheThreadOfTheCommand() throws Exception {
    try (Interrupt interrupt = Interrupt.handle()) {
      signal();

      assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await());
      assertThat(interrupt.isRequested(), equalTo(true));
      assertThat(interrupt.exitCode(), equalTo(143));
      assertThat(ExitCodes.of(new StoppedException(interrupt, "3 of 5 files")), equalTo(143));
    }
  }

  @Test
  void doesNotInterruptAfterTellOnly() throws Exception {
    Interrupt interrupt = Interrupt.handle();
    interrupt.tellOnly();
    signal();
    while (!interrupt.isRequested()) {
      Thread.onSpinWait();
    }
    // Closing waits for the signal's handler.
    interrupt.close();

    assertThat(Thread.interrupted(), equalTo(false));
    assertThat(interrupt.await(Duration.ZERO), equalTo(true));
  }

  private static void signal() throws Exception {
    long pid = ProcessHandle.current().pid();
    new ProcessBuilder("kill", "-TERM", Long.toString(pid)).start();
  }
}
