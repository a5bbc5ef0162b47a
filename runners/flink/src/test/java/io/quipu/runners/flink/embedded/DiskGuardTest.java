package io.quipu.runners.flink.embedded;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.io.ReadGate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiskGuardTest {
  private static final long MIB = 1L << 20;

  private long free = 1000 * MIB;
  private boolean fails;
  private final DiskGuard guard =
      new DiskGuard(
          Path.of("/state"),
          512,
          folder -> {
            if (fails) {
              throw new IOException("no answer");
            }
            return free;
          });

  @AfterEach
  void close() {
    guard.close();
    assertThat(ReadGate.isOpen(), equalTo(true));
  }

  @Test
  void readersStopBeforeTheDiskIsFullAndReadOnWhenThereIsSpace() {
    assertThat(guard.check(), equalTo(Optional.empty()));
    assertThat(ReadGate.isOpen(), equalTo(true));

    free = 511 * MIB;
    assertThat(
        guard.check().orElseThrow(), containsString("The disk of /state has only 511 MiB left"));
    assertThat(ReadGate.isOpen(), equalTo(false));

    free = 600 * MIB;
    guard.check();
    assertThat(ReadGate.isOpen(), equalTo(false));

    free = 640 * MIB;
    assertThat(guard.check().orElseThrow(), containsString("640 MiB again, so the job reads on."));
    assertThat(ReadGate.isOpen(), equalTo(true));
  }

  @Test
  void aDiskThatDoesNotAnswerChangesNothing() {
    free = 0;
    guard.check();
    fails = true;
    guard.check();
    assertThat(ReadGate.isOpen(), equalTo(false));
  }
}
