package io.quipu.localstack.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberFoldersTest {
  private static final String OPTION = "--kafka-brokers";

  @Test
  void aNewStackTakesAnyNumber(@TempDir Path stack) {
    MemberFolders kafka = new MemberFolders(stack.resolve("kafka"));
    kafka.requireSame(1, OPTION);
    kafka.requireSame(3, OPTION);
    assertThat(kafka.all(), equalTo(List.of(new ServerFolder(stack.resolve("kafka")))));
  }

  @Test
  void theDataOfOneServerIsNotThatOfThree(@TempDir Path stack) {
    MemberFolders kafka = new MemberFolders(stack.resolve("kafka"));
    Ports.decide("Kafka", new ServerFolder(kafka.single()), Map.of(Ports.CLIENT, Ports.ANY));
    kafka.requireSame(1, OPTION);
    LocalStackException e =
        assertThrows(LocalStackException.class, () -> kafka.requireSame(3, OPTION));
    assertThat(
        e.getMessage(), allOf(containsString("--kafka-brokers=1"), containsString("--folder")));
  }

  @Test
  void theDataOfThreeServersIsNotThatOfOne(@TempDir Path stack) {
    MemberFolders kafka = new MemberFolders(stack.resolve("kafka"));
    Ports.decide("Kafka", kafka.member(1), Map.of(Ports.CLIENT, Ports.ANY));
    assertThat(kafka.isCluster(), is(true));
    assertThat(kafka.all(), equalTo(List.of(kafka.member(1), kafka.member(2), kafka.member(3))));
    kafka.requireSame(3, OPTION);
    LocalStackException e =
        assertThrows(LocalStackException.class, () -> kafka.requireSame(1, OPTION));
    assertThat(e.getMessage(), containsString("--kafka-brokers=3"));
  }
}
