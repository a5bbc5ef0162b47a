package io.quipu.io.deadletters;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTargetTest {

  @Test
  void isATopicOrAFolder() {
    assertThat(
        DeadLetterTarget.parse("kafka:dead", List.of("events")),
        equalTo(new DeadLetterTarget.Topic("dead")));
    assertThat(
        DeadLetterTarget.parse("files:C:/dead", List.of("events")),
        equalTo(new DeadLetterTarget.Folder("C:/dead")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dead", "kafka", "kafka:", "files: ", "Kafka:dead", "s3:dead"})
  void saysWhatToWriteInstead(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DeadLetterTarget.parse(text, List.of()));
    assertThat(
        e.getMessage(),
        equalTo("--dead-letters=" + text + " is no place; write kafka:TOPIC or files:FOLDER."));
  }

  @Test
  void refusesATopicThatIsRead() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> DeadLetterTarget.parse("kafka:events", List.of("other", "events")));
    assertThat(
        e.getMessage(),
        equalTo("--dead-letters=kafka:events is a topic that is read; name another."));
  }
}
