package io.quipu.runners.flink.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FlinkJobTest {
  @Test
  void argumentsThatJavaCouldNotReadAreRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> FlinkJob.requireUtf8("ANSI_X3.4-1968", "statistic", "--input=caf\uFFFD\uFFFD"));
    assertThat(refused.getMessage(), containsString("the locale of the job manager is not UTF-8"));
  }

  @Test
  void aNameMayHaveAnyCharacterInUtf8() {
    assertDoesNotThrow(() -> FlinkJob.requireUtf8("UTF-8", "--input=\uFFFD"));
    assertDoesNotThrow(() -> FlinkJob.requireUtf8("ANSI_X3.4-1968", "--input=orders"));
  }
}
