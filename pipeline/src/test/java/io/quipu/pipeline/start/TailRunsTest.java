package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.io.files.tail.TailEnds;
import io.quipu.io.files.tail.TailFiles;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.pipeline.options.OptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How starts of a job that reads growing files fit to what its keyspace holds. */
class TailRunsTest {
  private final Path folder;
  private final MemoryHistory history = new MemoryHistory();

  TailRunsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void write() throws IOException {
    TestJobs.writeCatalog(folder);
    Files.writeString(folder.resolve("app.jsonl"), "{}\n");
  }

  @Test
  void aRunKnowsItsFiles() throws Exception {
    PreparedJob job = tail(JobLife.WITHOUT_STATE);
    assertThat(job.run().job(), equalTo("tail:" + folder + "/*.jsonl"));
    // Readers of counts wait for a position of each reader of the files.
    assertThat(job.run().topics(), hasKey(folder + "/*.jsonl"));
  }

  @Test
  void stateContinuesItsRun() throws Exception {
    long first = tail(JobLife.WITHOUT_STATE).run().incarnation();
    assertThat(tail(JobLife.of(first)).run().incarnation(), equalTo(first));
    assertThat(
        refusal(() -> tail(JobLife.of(first + 1))),
        containsString("The state is not that of the last run over --input=" + folder));
  }

  @Test
  void aRunBeginsAgainOnlyIfItHasNoCheckpoint() throws Exception {
    long first = tail(JobLife.WITHOUT_STATE).run().incarnation();
    assertThat(tail(JobLife.begun(first)).run().incarnation(), equalTo(first));
    assertThat(
        refusal(() -> tail(JobLife.WITHOUT_STATE)),
        containsString("If its state is lost, count everything again into another --keyspace."));
  }

  @Test
  void aNamedStateContinuesItsRun() throws Exception {
    JobLife named = JobLife.named(false, "one");
    long first = tail(named).run().incarnation();
    assertThat(tail(named).run().incarnation(), equalTo(first));
  }

  @Test
  void aDrainedRunIsContinuedByAnother() throws Exception {
    PreparedJob first = tail(JobLife.WITHOUT_STATE);
    assertThat(
        refusal(() -> first.end().note()),
        containsString("the readers have not said how far they have read"));
    end(first);
    PreparedJob second = tail(JobLife.WITHOUT_STATE);
    assertThat(second.run().incarnation(), greaterThan(first.run().incarnation()));
    assertThat(second.run().bootstrapBefore(), notNullValue());
    end(second);
    assertThat(
        refusal(() -> tail(JobLife.of(second.run().incarnation()))),
        containsString("in another --state-folder: the job then continues where that run ended."));
  }

  @Test
  void filesAreNotCountedByTwoKindsOfRuns() throws Exception {
    prepare("files", "*.jsonl", JobLife.WITHOUT_STATE).end().note();
    String counted = folder.resolve("app.jsonl").toString();
    assertThat(
        refusal(() -> tail(JobLife.WITHOUT_STATE)),
        containsString("The file '" + counted + "' was counted at 2"));
    PreparedJob again = tail(JobLife.WITHOUT_STATE, "--count-again");
    end(again);
    assertThat(
        refusal(() -> prepare("files", "app.jsonl", JobLife.WITHOUT_STATE)),
        containsString("which a run with --source=tail has counted since 2"));
  }

  @Test
  void theFolderMustBeThere() {
    assertThat(
        refusal(() -> prepare("tail", "none/*.jsonl", JobLife.WITHOUT_STATE)),
        containsString("There is no folder " + folder.resolve("none")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--start-from=latest | --start-from is for Kafka. A tail begins with the first line of each",
        "--delivery=at-most-once | --delivery=at-most-once is for Kafka",
        "--batch=true | A backfill counts files that are whole",
        "--dead-letters=files:HERE | also matches the dead letters of the job",
      })
  void wrongOptionsAreRefused(String option, String message) {
    OptionsException refused =
        assertThrows(
            OptionsException.class,
            () -> tail(JobLife.WITHOUT_STATE, option.replace("HERE", folder.toString())));
    assertThat(refused.getMessage(), containsString(message));
  }

  @Test
  void otherFileSystemsAreRefused() {
    OptionsException refused =
        assertThrows(
            OptionsException.class, () -> spec("--source=tail", "--input=s3://bucket/*.jsonl"));
    assertThat(refused.getMessage(), containsString("is on another file system"));
  }

  /** As if all readers had read nothing. */
  private static void end(PreparedJob job) throws InterruptedException {
    for (int split = 0; split < TailFiles.READERS; split++) {
      TailEnds.of(job.run().job() + " " + job.run().incarnation()).note(split, List.of());
    }
    job.end().note();
  }

  private static String refusal(org.junit.jupiter.api.function.Executable start) {
    return String.valueOf(assertThrows(StartupException.class, start).getMessage());
  }

  private PreparedJob tail(JobLife life, String... options) throws Exception {
    return prepare("tail", "*.jsonl", life, options);
  }

  private PreparedJob prepare(String source, String glob, JobLife life, String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--source=" + source);
    arguments.add("--input=" + folder + "/" + glob);
    return new JobPreparation(spec(arguments.toArray(String[]::new)), () -> history, line -> {})
        .prepare(life);
  }

  private JobSpec spec(String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--catalog=" + folder.resolve("catalog.yaml"));
    if (arguments.stream().noneMatch(option -> option.startsWith("--dead-letters"))) {
      arguments.add("--dead-letters=files:" + folder.resolve("dead"));
    }
    return JobSpec.parse(JobArguments.parse(arguments, List.of()));
  }
}
