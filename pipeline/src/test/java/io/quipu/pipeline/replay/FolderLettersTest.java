package io.quipu.pipeline.replay;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLettersTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aLetterIsReadWholeAndACopyAndHalfALineAreLeftOut() throws Exception {
    write("dead-letters-a.jsonl", line("parse", "not-json", 3, "\"payload\":\"{\\\"é\\\"\""));
    write(
        "dead-letters-b.jsonl",
        line("parse", "not-json", 3, "\"payload\":\"{\\\"é\\\"\""),
        line("parse", "invalid-utf-8", 4, "\"payloadBase64\":\"/wA=\""),
        "{\"stage\":\"parse\",\"rea");

    List<Letter> letters = letters();

    assertThat(letters.stream().map(Letter::reason).toList().size(), equalTo(2));
    Letter text = find(letters, "not-json");
    assertThat(text.source(), equalTo("/data/events.jsonl-0@3"));
    assertThat(text.origin(), equalTo("/data/events.jsonl"));
    assertThat(text.time(), equalTo(Instant.parse("2026-11-21T10:00:00Z")));
    assertThat(new String(text.payload(), StandardCharsets.UTF_8), equalTo("{\"é\""));
    assertThat(find(letters, "invalid-utf-8").payload(), equalTo(new byte[] {(byte) 0xff, 0}));
  }

  @Test
  void recordsGoToANewFileEachOnce() throws Exception {
    write(
        "dead-letters-a.jsonl",
        line("parse", "not-json", 1, "\"payload\":\"one\""),
        line("parse", "bad-time", 2, "\"payload\":\"two\""),
        line("hydrate", "unknown-key", 3, "\"payload\":\"three\""));

    Path first = replay(letter -> letter.reason().equals("bad-time"), 1);
    Path second = replay(letter -> letter.stage().equals("parse"), 1);
    Path third = replay(letter -> true, 1);

    assertThat(Files.readString(first), equalTo("two\n"));
    assertThat(Files.readString(second), equalTo("one\n"));
    assertThat(Files.readString(third), equalTo("three\n"));
    assertThat(new FolderLetters(folder.toString()).replay(order(l -> true, 0)).size(), equalTo(0));
  }

  @Test
  void oneThatWasCutOffLeavesNothingBehind() throws Exception {
    write(
        "dead-letters-a.jsonl",
        line("parse", "not-json", 1, "\"payload\":\"one\""),
        line("parse", "not-json", 2, "\"payload\":\"two\""));
    Predicate<Letter> cutOff =
        letter -> {
          if (letter.source().endsWith("@2")) {
            throw new IllegalStateException("cut off");
          }
          return true;
        };

    assertThrows(IllegalStateException.class, () -> replay(cutOff, 2));
    Path file = replay(letter -> true, 2);

    assertThat(Files.readString(file), equalTo("one\ntwo\n"));
  }

  @Test
  void nothingIsWrittenUnlessTheNumberIsTheConfirmedOne() throws Exception {
    write("dead-letters-a.jsonl", line("parse", "not-json", 1, "\"payload\":\"one\""));

    LettersException e = assertThrows(LettersException.class, () -> replay(letter -> true, 2));

    assertThat(e.getMessage(), containsString("There are now 1 to replay, not 2"));
    assertThat(Files.readString(replay(letter -> true, 1)), equalTo("one\n"));
  }

  @Test
  void aRecordOfSeveralLinesIsLeft() throws Exception {
    write(
        "dead-letters-a.jsonl",
        line("parse", "not-json", 1, "\"payload\":\"one\\ntwo\""),
        line("parse", "not-json", 2, "\"payload\":\" \""),
        line("parse", "not-json", 3, "\"payload\":\"three\""));

    assertThat(Files.readString(replay(letter -> true, 1)), equalTo("three\n"));
  }

  @Test
  void twoReplaysDoNotRunAtOnce() throws Exception {
    Replays replays = new Replays(folder.resolve("replays"));
    try (Replays.Replay first = replays.begin()) {
      assertThat(first.size(), equalTo(0L));
      LettersException e = assertThrows(LettersException.class, replays::begin);
      assertThat(e.getMessage(), containsString("Another replay of these letters runs"));
    }
  }

  private Path replay(Predicate<Letter> wanted, long confirmed) throws InterruptedException {
    return Path.of(
        Iterables.getOnlyElement(
            new FolderLetters(folder.toString()).replay(order(wanted, confirmed)).keySet()));
  }

  private static ReplayOrder order(Predicate<Letter> wanted, long confirmed) {
    return new ReplayOrder(wanted, confirmed, ReplayOrder.UNLIMITED, null, line -> {});
  }

  private List<Letter> letters() throws InterruptedException {
    List<Letter> letters = new ArrayList<>();
    new FolderLetters(folder.toString()).forEach((letter, replayed) -> letters.add(letter));
    return letters;
  }

  private static Letter find(List<Letter> letters, String reason) {
    return letters.stream()
        .filter(letter -> letter.reason().equals(reason))
        .findFirst()
        .orElseThrow();
  }

  private void write(String file, String... lines) throws IOException {
    Files.writeString(folder.resolve(file), String.join("\n", lines) + "\n");
  }

  private static String line(String stage, String reason, int number, String payload) {
    return """
        {"stage":"%s","reason":"%s","message":"m","source":"/data/events.jsonl-0@%d",\
        "time":"2026-11-21T10:00:00Z",%s}"""
        .formatted(stage, reason, number, payload);
  }
}
