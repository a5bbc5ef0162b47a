package io.quipu.pipeline.options;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationOptionTest {

  @ParameterizedTest
  @CsvSource({
    "0ms, PT0S",
    "200ms, PT0.2S",
    "1s, PT1S",
    "90m, PT90M",
    "48h, PT48H",
    "31d, PT744H",
    "007s, PT7S",
    "999999999d, PT23999999976H"
  })
  void readsANumberAndAUnit(String text, Duration duration) {
    assertThat(DurationOption.parse("window", text), equalTo(duration));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "s", "-1s", "+1s", "1.5s", "1 s", " 1s", "1S", "1w", "1000000000s", "٣s"})
  void saysWhatToWriteInstead(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DurationOption.parse("window", text));
    assertThat(
        e.getMessage(),
        equalTo(
            "--window="
                + text
                + " is no duration; write a whole number and ms, s, m, h or d, such as 30s."));
  }

  @Test
  void writesWhatItReads() {
    for (String text : new String[] {"1ms", "1500ms", "1d", "36500d"}) {
      assertThat(DurationOption.format(DurationOption.parse("window", text)), equalTo(text));
    }
  }
}
