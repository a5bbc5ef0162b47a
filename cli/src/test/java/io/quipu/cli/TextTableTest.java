package io.quipu.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {

  @Test
  void namesAreAlignedLeftAndNumbersRight() {
    TextTable table = new TextTable(List.of("value", "count", "uniques"));
    table.add(List.of("a", "1", "1"));
    table.add(List.of("longer than its header", "12345678", ""));
    assertThat(
        table.toString().lines().toList(),
        equalTo(
            List.of(
                "value                      count  uniques",
                "a                              1        1",
                "longer than its header  12345678")));
  }

  @Test
  void aNameCannotSteerTheTerminal() {
    TextTable table = new TextTable(List.of("value"));
    table.add(List.of("a\u001B[2Jb\nc\u202Ed"));
    assertThat(table.toString().lines().toList().get(1), equalTo("a\\u001b[2Jb\\u000ac\\u202ed"));
  }

  @Test
  void aCharacterOfTwoUnitsIsAsWideAsOne() {
    TextTable table = new TextTable(List.of("value", "count"));
    table.add(List.of("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", "1"));
    assertThat(table.toString().lines().toList().get(0), equalTo("value  count"));
  }
}
