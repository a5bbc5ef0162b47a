package io.quipu.model.catalog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {

  @Test
  void dotsSeparateNamesUnlessTheyBelongToOne() {
    assertThat(FieldPath.parse("client.browser"), equalTo(FieldPath.of("client", "browser")));
    assertThat(FieldPath.parse("utm\\.source"), equalTo(FieldPath.of("utm.source")));
    assertThat(FieldPath.parse("a\\\\.b"), equalTo(FieldPath.of("a\\", "b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b.c", "a\\.b", "a\\\\", "a\\\\\\..b"})
  void isReadAsItIsWritten(String text) {
    assertThat(FieldPath.parse(text).toString(), equalTo(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b"})
  void namesAreNotEmpty(String text) {
    assertThrows(IllegalArgumentException.class, () -> FieldPath.parse(text));
  }
}
