package io.quipu.io.files.tail;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;

import io.quipu.io.files.tail.content.ContentMark;
import io.quipu.io.files.tail.content.TailLimits;
import io.quipu.model.event.SourcePosition;
import io.quipu.model.progress.ReadPosition;
import io.quipu.store.jobs.RunFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.io.Compression;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the lines of files while these are written, rotated, truncated and deleted. */
class TailReaderTest {
  private static final Duration LOOK = Duration.ofMillis(1_100);

  private final MovedClock clock = new MovedClock();
  private final LogFolder logs;
  private final Tailing tail;

  TailReaderTest(@TempDir Path folder) {
    logs = new LogFolder(folder);
    tail = new Tailing(logs.glob("*.jsonl"), clock);
  }

  @AfterEach
  void close() throws IOException {
    tail.close();
  }

  @Test
  void linesComeWhenTheyHaveTheirEnds() throws Exception {
    logs.append("app.jsonl", "one\r\n\n \ntwo\nthr");
    assertThat(tail.poll(LOOK).lines(), contains("one", "two"));
    assertThat(tail.poll(LOOK).lines(), hasSize(2));
    logs.append("app.jsonl", "ee");
    assertThat(tail.poll(LOOK).keepMarks().crash().poll(LOOK).lines(), hasSize(2));
    logs.append("app.jsonl", "\n");
    assertThat(tail.poll(LOOK).lines(), contains("one", "two", "three"));
    assertThat(
        tail.records().stream().map(record -> record.position().offset()).toList(),
        contains(1L, 4L, 5L));
  }

  @Test
  void aLineThatIsTooLongComesInPiecesWithItsNumber() throws Exception {
    String rest = "x".repeat(100);
    logs.append("app.jsonl", "a\n" + "y".repeat(TailLimits.MAX_LINE) + rest + "\nb\n");
    tail.poll(LOOK).keepMarks().crash().poll(LOOK);
    assertThat(
        tail.lines().stream().map(String::length).toList(),
        contains(1, TailLimits.MAX_LINE, rest.length(), 1));
    assertThat(
        tail.records().stream().map(record -> record.position().offset()).toList(),
        contains(1L, 2L, 2L, 3L));
  }

  @Test
  void filesThatAppearLaterAreReadToo() throws Exception {
    assertThat(tail.poll(LOOK).lines(), empty());
    logs.append("a.jsonl", "a1\n").append("b.jsonl", "b1\n").append("c.txt", "c1\n");
    assertThat(tail.poll(LOOK).lines(), containsInAnyOrder("a1", "b1"));
    logs.append("d.jsonl", "d1\n");
    assertThat(tail.poll(LOOK).lines(), containsInAnyOrder("a1", "b1", "d1"));
  }

  @Test
  void aRenamedFileIsReadToItsEnd() throws Exception {
    logs.append("app.jsonl", "1\n");
    tail.poll(LOOK);
    logs.rename("app.jsonl", "app.jsonl.1").append("app.jsonl.1", "2\n").append("app.jsonl", "3\n");
    assertThat(tail.poll(LOOK).lines(), containsInAnyOrder("1", "2", "3"));
    assertThat(tail.settle().cutOff(), equalTo(0L));
  }

  @Test
  void filesThatWereRotatedWhileNobodyReadAreReadToo() throws Exception {
    logs.append("app.jsonl", "1\n");
    tail.poll(LOOK).keepMarks();
    logs.append("app.jsonl", "2\n")
        .rename("app.jsonl", "app.jsonl-20261126")
        .compress("app.jsonl-20261126", Compression.GZIP)
        .delete("app.jsonl-20261126")
        .append("app.jsonl", "3\n")
        .rename("app.jsonl", "app.jsonl-20261127")
        .append("app.jsonl", "4\n");
    assertThat(tail.crash().settle().lines(), containsInAnyOrder("1", "2", "3", "4"));
    assertThat(tail.cutOff(), equalTo(0L));
  }

  @Test
  void aCopiedAndTruncatedFileIsReadOnFromTheCopy() throws Exception {
    logs.append("app.jsonl", "1\n2\n");
    tail.poll(LOOK);
    logs.append("app.jsonl", "3\n").copy("app.jsonl", "app.jsonl.1");
    logs.truncate("app.jsonl").append("app.jsonl", "4\n5\n6\n");
    assertThat(tail.settle().lines(), containsInAnyOrder("1", "2", "3", "4", "5", "6"));
    assertThat(tail.cutOff(), equalTo(0L));
  }

  @Test
  void aCopyIsNotReadWhileTheOriginalIsThere() throws Exception {
    logs.append("app.jsonl", "1\n2\n");
    tail.poll(LOOK);
    logs.copy("app.jsonl", "app.jsonl.1");
    assertThat(tail.settle().lines(), contains("1", "2"));
    assertThat(tail.copies(), equalTo(1L));
    logs.append("app.jsonl", "3\n");
    assertThat(tail.settle().lines(), contains("1", "2", "3"));
    assertThat(tail.keepMarks().crash().settle().lines(), contains("1", "2", "3"));
  }

  @Test
  void filesWithTheSameFirstLineAreNoCopies() throws Exception {
    logs.append("a.jsonl", "start\na\n").append("b.jsonl", "start\nb\n");
    assertThat(tail.settle().lines(), containsInAnyOrder("start", "start", "a", "b"));
    // This file begins as a.jsonl does, and a.jsonl is still there, so it is no copy either.
    logs.append("c.jsonl", "start\na\nc\n");
    assertThat(tail.settle().lines(), hasSize(7));
    assertThat(tail.keepMarks().crash().settle().lines(), hasSize(7));
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"GZIP", "ZSTD", "BZIP2"})
  void theRestOfACompressedFileIsRead(Compression compression) throws Exception {
    logs.append("app.jsonl", "1\n2\n");
    tail.poll(LOOK).keepMarks();
    logs.append("app.jsonl", "3\nlast without end")
        .rename("app.jsonl", "app.jsonl.1")
        .compress("app.jsonl.1", compression)
        .delete("app.jsonl.1");
    assertThat(tail.crash().settle().lines(), contains("1", "2", "3", "last without end"));
    assertThat(tail.keepMarks().crash().settle().lines(), hasSize(4));
  }

  @Test
  void aCompressedFileIsReadWhenItIsWhole() throws Exception {
    logs.append("whole.jsonl", "1\n2\n").compress("whole.jsonl", Compression.GZIP);
    byte[] whole = Files.readAllBytes(logs.path("whole.jsonl.gz"));
    logs.delete("whole.jsonl").delete("whole.jsonl.gz");
    Path part = logs.path("app.jsonl.1.gz");
    for (int bytes = 10; bytes < whole.length; bytes++) {
      Files.write(part, java.util.Arrays.copyOf(whole, bytes));
      tail.poll(LOOK);
    }
    Files.write(part, whole);
    assertThat(tail.settle().lines(), contains("1", "2"));
  }

  @Test
  void aDamagedFileIsToldAndContinuedByAWholeOne() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      text.append(i * 7919L % 100_003).append('\n');
    }
    logs.append("app.jsonl", text.toString()).compress("app.jsonl", Compression.GZIP);
    logs.delete("app.jsonl");
    byte[] whole = Files.readAllBytes(logs.path("app.jsonl.gz"));
    Files.write(logs.path("app.jsonl.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));
    tail.settle();
    assertThat(tail.unread(), greaterThanOrEqualTo(1L));
    tail.keepMarks();
    Files.write(logs.path("app.jsonl.gz"), whole);
    assertThat(tail.crash().settle().lines(), equalTo(text.toString().lines().toList()));
  }

  @Test
  void aDeletedFileIsReadAsLongAsItIsOpen() throws Exception {
    logs.append("app.jsonl", "1\n");
    tail.poll(LOOK);
    try (FileChannel writer = FileChannel.open(logs.path("app.jsonl"), StandardOpenOption.APPEND)) {
      logs.delete("app.jsonl");
      tail.settle();
      writer.write(java.nio.ByteBuffer.wrap(LogFolder.bytes("2\n3")));
      assertThat(tail.settle().lines(), contains("1", "2"));
    }
    tail.poll(TailLimits.DEFAULT.close()).settle();
    assertThat(tail.lines(), contains("1", "2", "3"));
    assertThat(tail.cutOff(), equalTo(0L));
  }

  @Test
  void aFileThatReplacesItselfContinues() throws Exception {
    logs.append("app.jsonl", "1\n2\n");
    tail.poll(LOOK);
    // As editors do.
    logs.copy("app.jsonl", "temporary").append("temporary", "3\n").delete("app.jsonl");
    logs.rename("temporary", "app.jsonl");
    assertThat(tail.settle().lines(), contains("1", "2", "3"));
  }

  @Test
  void aTruncatedFileWithoutACopyIsTold() throws Exception {
    logs.append("app.jsonl", "start\n1\n2\n");
    tail.poll(LOOK);
    logs.truncate("app.jsonl").append("app.jsonl", "start\n3\n4\n");
    tail.settle();
    assertThat(tail.cutOff(), equalTo(0L));
    tail.poll(TailLimits.DEFAULT.patience()).settle();
    assertThat(tail.cutOff(), equalTo(1L));
    assertThat(tail.lines(), containsInAnyOrder("start", "1", "2", "start", "3", "4"));
  }

  @Test
  void aFileThatVanishedWhileNobodyReadIsTold() throws Exception {
    logs.append("app.jsonl", "1\n");
    tail.poll(LOOK).keepMarks();
    Files.copy(logs.path("app.jsonl"), logs.path("backup"));
    logs.append("backup", "2\n").delete("app.jsonl");
    tail.crash().settle().poll(TailLimits.DEFAULT.patience()).settle();
    assertThat(tail.cutOff(), equalTo(1L));
    tail.keepMarks().crash();
    // The message says that a copy can be put back.
    logs.rename("backup", "app.jsonl.1");
    assertThat(tail.settle().lines(), contains("1", "2"));
  }

  @Test
  void anOldFileThatIsDeletedIsNoLoss() throws Exception {
    logs.append("app.jsonl", "1\n");
    Files.setLastModifiedTime(
        logs.path("app.jsonl"),
        java.nio.file.attribute.FileTime.fromMillis(clock.millis() - 3_600_000));
    tail.poll(LOOK).poll(TailLimits.DEFAULT.close()).settle().keepMarks();
    logs.delete("app.jsonl");
    tail.crash().settle().poll(TailLimits.DEFAULT.patience()).settle();
    assertThat(tail.cutOff(), equalTo(0L));
    assertThat(tail.poll(TailLimits.DEFAULT.memory()).settle().lines(), contains("1"));
  }

  @Test
  void otherFilesAreTold() throws Exception {
    Files.write(logs.path("table.jsonl"), LogFolder.bytes("PAR1 and so on"));
    assertThat(tail.settle().unread(), equalTo(3L));
    assertThat(tail.lines(), empty());
  }

  @Test
  void aPositionIsTheSameInEachAttempt() throws Exception {
    logs.append("app.jsonl", "one\ntwo\n");
    tail.poll(LOOK);
    SourcePosition before = tail.records().get(1).position();
    logs.rename("app.jsonl", "app.jsonl.1")
        .compress("app.jsonl.1", Compression.GZIP)
        .delete("app.jsonl.1")
        .append("app.jsonl", "three\nfour\n");
    tail.crash().settle();
    assertThat(
        tail.records().stream().filter(record -> record.position().equals(before)).count(),
        equalTo(1L));
    assertThat(
        tail.records().stream().map(record -> record.position()).distinct().count(), equalTo(4L));
  }

  @Test
  void streamTimeWaitsAfterARestartUntilAllIsReadAgain() throws Exception {
    logs.append("app.jsonl", "1\n");
    tail.settle();
    Instant kept = tail.keepMarks().watermark();
    logs.append("app.jsonl", "2\n");
    tail.settle();
    Instant lost = tail.times().get(1);
    tail.crash();
    clock.goOn(Duration.ofHours(1));
    assertThat(tail.watermark(), equalTo(kept));
    tail.settle();
    assertThat(tail.lines(), contains("1", "2"));
    assertThat(tail.times().get(1), equalTo(kept));
    assertThat(tail.watermark().isAfter(lost), equalTo(true));
    logs.append("app.jsonl", "3\n");
    tail.poll(LOOK);
    assertThat(tail.times().get(2).getMillis(), equalTo(clock.millis()));
  }

  @Test
  void positionsSayUpToWhenAllWasRead() throws Exception {
    logs.append("app.jsonl", "1\n2\n");
    tail.settle();
    List<ReadPosition> last =
        tail.positions().subList(tail.positions().size() - 3, tail.positions().size());
    assertThat(last.stream().mapToLong(ReadPosition::offset).sum(), equalTo(2L));
    assertThat(
        last.stream()
            .allMatch(one -> one.upTo() < clock.millis() && one.upTo() >= clock.millis() - 3_000),
        equalTo(true));
    int before = tail.positions().size();
    // Nobody knows whether the copy is whole.
    logs.append("app.jsonl", "3\n").compress("app.jsonl", Compression.GZIP);
    tail.poll(LOOK);
    assertThat(tail.positions(), hasSize(before));
  }

  @Test
  void anEndedTailIsContinued() throws Exception {
    logs.append("app.jsonl", "1\n2\n");
    tail.settle().keepMarks();
    List<RunFile> ends = tail.marks().stream().map(ContentMark::toRunFile).toList();
    logs.append("app.jsonl", "3\n").rename("app.jsonl", "app.jsonl.1").append("app.jsonl", "4\n");
    try (Tailing next =
        new Tailing(logs.glob("*.jsonl"), clock, ends.stream().map(ContentMark::of).toList())) {
      assertThat(next.settle().lines(), containsInAnyOrder("3", "4"));
    }
  }
}
