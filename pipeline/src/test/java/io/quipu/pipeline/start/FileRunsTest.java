package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.model.failure.PermanentFailure;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.RunFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How runs over files, one after the other, fit to one keyspace. */
class FileRunsTest {
  private final Path folder;
  private final MemoryHistory history = new MemoryHistory();
  private final List<String> told = new ArrayList<>();

  FileRunsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void write() throws IOException {
    TestJobs.writeCatalog(folder);
    write("day1.jsonl", "{}\n");
  }

  @Test
  void theFirstRunTakesNothingOver() throws Exception {
    PreparedJob job = prepare("day1.jsonl");
    assertThat(job.run().bootstrapBefore(), nullValue());
    assertThat(filesOf(job), contains("day1.jsonl"));
  }

  @Test
  void anotherFileAddsToAllThatIsStored() throws Exception {
    PreparedJob first = prepare("day1.jsonl");
    first.end().note();
    write("day2.jsonl", "{} \n");

    PreparedJob second = prepare("day2.jsonl");

    assertThat(second.run().incarnation(), greaterThan(first.run().incarnation()));
    YearMonth now = YearMonth.from(LocalDate.now(ZoneOffset.UTC));
    assertThat(second.run().bootstrapBefore(), greaterThan(now));
    assertThat(told, empty());
  }

  @Test
  void aFileThatWasCountedIsToldAndLeftOut() throws Exception {
    prepare("day1.jsonl").end().note();
    write("day2.jsonl", "{} \n");
    Files.copy(folder.resolve("day1.jsonl"), folder.resolve("copy.jsonl"));

    PreparedJob job = prepare("*.jsonl");

    assertThat(filesOf(job), contains("day2.jsonl"));
    assertThat(
        told,
        contains(
            allOf(
                containsString("The file '" + folder.resolve("copy.jsonl") + "' was counted at 2"),
                containsString(
                    " UTC as '" + folder.resolve("day1.jsonl") + "', so it is left out.")),
            allOf(
                containsString("The file '" + folder.resolve("day1.jsonl") + "' was counted at 2"),
                containsString(" UTC, so it is left out.")),
            equalTo("New files: 1. --count-again counts the files again that are left out.")));
  }

  @Test
  void aRunWithNothingNewLeavesTheHistoryAsItIs() throws Exception {
    prepare("day1.jsonl").end().note();
    prepare("day1.jsonl").end().note();
    assertThat(history.runs(), hasSize(1));
    assertThat(
        told.get(1),
        equalTo(
            "There is nothing to count. --count-again counts the files again that are left out."));
  }

  @Test
  void aFileIsCountedAgainIfThatIsAsked() throws Exception {
    prepare("day1.jsonl").end().note();
    PreparedJob again = prepare("day1.jsonl", "--count-again");
    assertThat(filesOf(again), contains("day1.jsonl"));
    assertThat(history.runs(), hasSize(2));
  }

  @Test
  void aFileThatHasGrownIsRefused() throws Exception {
    prepare("day1.jsonl").end().note();
    write("day1.jsonl", "{}\n{}\n");
    assertThat(problemOf("day1.jsonl"), containsString("' has grown since it was counted at 2"));
    assertThat(filesOf(prepare("day1.jsonl", "--count-again")), contains("day1.jsonl"));
  }

  @Test
  void aCountedFileThatIsCompressedLaterIsLeftOut() throws Exception {
    prepare("day1.jsonl").end().note();
    try (OutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("day1.jsonl.gz")))) {
      gzip.write(Files.readAllBytes(folder.resolve("day1.jsonl")));
    }
    assertThat(filesOf(prepare("day1.jsonl.gz")), empty());
    assertThat(told.get(0), containsString("day1.jsonl', so it is left out."));
  }

  @Test
  void aFileThatHasGrownAndGotAnotherNameIsRefused() throws Exception {
    prepare("day1.jsonl").end().note();
    write("day1.jsonl.1", "{}\n{}\n");
    assertThat(
        problemOf("day1.jsonl.1"),
        allOf(
            containsString("' has grown since it was counted at 2"),
            containsString(" as '" + folder.resolve("day1.jsonl") + "': its first 3 bytes")));
  }

  @Test
  void anEmptyFileIsTheBeginningOfNoOther() throws Exception {
    write("empty.jsonl", "");
    prepare("empty.jsonl").end().note();
    assertThat(filesOf(prepare("day1.jsonl")), contains("day1.jsonl"));
  }

  @Test
  void aFileWithOtherContentIsANewOneAndTold() throws Exception {
    prepare("day1.jsonl").end().note();
    write("day1.jsonl", "{ }\n");
    assertThat(filesOf(prepare("day1.jsonl")), contains("day1.jsonl"));
    assertThat(
        told, contains(containsString(" with other content; its present content is added.")));
  }

  @Test
  void aRunThatDidNotEndGoesOnWithItsFiles() throws Exception {
    PreparedJob killed = prepare("*.jsonl");
    write("day2.jsonl", "{} \n");
    PreparedJob again = prepare("*.jsonl");
    assertThat(again.run().incarnation(), equalTo(killed.run().incarnation()));
    assertThat(filesOf(again), contains("day1.jsonl", "day2.jsonl"));
  }

  @Test
  void aRunThatFailedAtADamagedFileGoesOnWithTheWholeOne() throws Exception {
    PreparedJob failed = prepare("day1.jsonl");
    write("day1.jsonl", "{}\n{}\n");
    assertThat(prepare("day1.jsonl").run().incarnation(), equalTo(failed.run().incarnation()));
  }

  @Test
  void aRunThatDidNotEndNeedsAllOfItsFiles() throws Exception {
    write("day2.jsonl", "{} \n");
    prepare("*.jsonl");
    Files.delete(folder.resolve("day1.jsonl"));
    assertThat(
        problemOf("*.jsonl"),
        containsString("its file '" + folder.resolve("day1.jsonl") + "' is missing. Put the file"));
    write("day1.jsonl", "[]\n");
    assertThat(
        problemOf("*.jsonl"), containsString("' is not the same any more. Put the file back"));
  }

  @Test
  void aMonthToBootstrapFromDoesNotAddToAPartOfARun() throws Exception {
    prepare("day1.jsonl");
    write("day2.jsonl", "{} \n");
    assertThat(
        problemOf("day2.jsonl", "--bootstrap-before=2030-01"),
        containsString("has not ended, so the keyspace"));
  }

  @Test
  void otherFilesWaitForARunThatDidNotEnd() throws Exception {
    prepare("day1.jsonl");
    write("day2.jsonl", "{} \n");
    assertThat(
        problemOf("day2.jsonl"),
        allOf(
            containsString("The run over " + folder.resolve("day1.jsonl") + ", which began at 2"),
            containsString("has not ended, so the keyspace 'quipu' holds a part of its counts.")));
  }

  @Test
  void aRunThatCountsAgainGoesOnWithItsFiles() throws Exception {
    prepare("day1.jsonl").end().note();
    PreparedJob killed = prepare("day1.jsonl", "--count-again");
    PreparedJob again = prepare("day1.jsonl");
    assertThat(again.run().incarnation(), equalTo(killed.run().incarnation()));
    assertThat(filesOf(again), contains("day1.jsonl"));
  }

  @Test
  void filesWithTheSameContentInOneRunAreTold() throws Exception {
    Files.copy(folder.resolve("day1.jsonl"), folder.resolve("copy.jsonl"));
    assertThat(filesOf(prepare("*.jsonl")), contains("copy.jsonl", "day1.jsonl"));
    assertThat(told, contains(containsString("have the same content; both are counted.")));
  }

  @Test
  void countsOfAnUnknownRunAreNotAddedToUnasked() throws Exception {
    history.addUnknownCounts();
    assertThat(
        problemOf("day1.jsonl"),
        containsString("holds counts, but nothing says which run wrote them."));
    assertThat(
        prepare("day1.jsonl", "--bootstrap-before=2026-12").run().bootstrapBefore(),
        equalTo(YearMonth.of(2026, 12)));
  }

  @Test
  void aFolderForDeadLettersThatCannotBeWrittenIsToldAndNothingBegins() throws Exception {
    Path impossible = folder.resolve("day1.jsonl").resolve("dead-letters");
    PermanentFailure refused =
        assertThrows(
            PermanentFailure.class,
            () -> prepare("day1.jsonl", "--dead-letters=files:" + impossible));
    assertThat(
        refused.getMessage(),
        containsString("The folder '" + impossible + "' for dead letters cannot be written ("));
    assertThat(history.runs(), empty());
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private PreparedJob prepare(String glob, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--source=files",
                "--input=" + folder.resolve(glob),
                "--catalog=" + folder.resolve("catalog.yaml")));
    if (List.of(options).stream().noneMatch(option -> option.startsWith("--dead-letters="))) {
      arguments.add("--dead-letters=files:" + folder.resolve("dead-letters"));
    }
    arguments.addAll(List.of(options));
    JobSpec spec = JobSpec.parse(JobArguments.parse(arguments, List.of()));
    told.clear();
    return new JobPreparation(spec, () -> history, told::add).prepare(JobLife.WITHOUT_STATE);
  }

  private String problemOf(String glob, String... options) {
    StartupException refused = assertThrows(StartupException.class, () -> prepare(glob, options));
    return String.valueOf(refused.getMessage());
  }

  private List<String> filesOf(PreparedJob job) {
    return history.files(job.run().incarnation()).stream()
        .map(RunFile::name)
        .map(name -> folder.relativize(Path.of(name)).toString())
        .toList();
  }
}
