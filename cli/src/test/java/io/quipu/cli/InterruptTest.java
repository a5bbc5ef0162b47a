package io.quipu.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A user's wish to stop, as this process is told of it. */
final class InterruptTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void breaksOffWhatTheCommandDoes() throws Exception {
    try (Interrupt interrupt = Interrupt.handle()) {
      signal();
      boolean brokenOff = false;
      try {
        Thread.sleep(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        brokenOff = true;
      }

      assertThat(brokenOff, equalTo(true));
      assertThat(interrupt.isRequested(), equalTo(true));
    }
  }

  @Test
  void isOnlyToldToWhoWantsToEndInHisOwnWay() throws Exception {
    Interrupt interrupt = Interrupt.handle();
    interrupt.tellOnly();
    signal();
    while (!interrupt.isRequested()) {
      Thread.onSpinWait();
    }
    // Closing waits for the signal's handler.
    interrupt.close();

    assertThat(Thread.interrupted(), equalTo(false));
    assertThat(interrupt.await(PATIENCE), equalTo(true));
  }

  private static void signal() throws Exception {
    long pid = ProcessHandle.current().pid();
    new ProcessBuilder("kill", "-TERM", Long.toString(pid)).start();
  }
}
