package io.quipu.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static final List<byte[]> LATIN_1 =
      List.of(bytes("java"), bytes("--value="), new byte[] {(byte) 0xE9}, bytes("x"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsUtf8IsTakenAsItIs() {
    assertDoesNotThrow(() -> Arguments.require(true, List.of("--value=é", ""), List.of()));
    assertDoesNotThrow(() -> Arguments.require(false, List.of("--value=e"), List.of()));
  }

  @Test
  void anotherLocaleIsRefused() {
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> Arguments.require(false, List.of("--value=\uFFFD\uFFFD"), List.of()));
    assertThat(e.getMessage(), containsString("set LC_ALL=C.UTF-8, or call ./quipu"));
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> Arguments.require(true, List.of("\uFFFD", "x"), LATIN_1));
    assertThat(e.getMessage(), containsString("The argument '\uFFFD' is not UTF-8"));
  }

  @Test
  void theReplacementCharacterIsAllowedInAName() {
    assertDoesNotThrow(
        () -> Arguments.require(true, List.of("\uFFFD"), List.of(bytes("java"), bytes("\uFFFD"))));
    // On a system that does not give the bytes.
    assertDoesNotThrow(() -> Arguments.require(true, List.of("\uFFFD"), List.of()));
  }
}
