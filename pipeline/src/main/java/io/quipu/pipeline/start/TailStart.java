package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.io.files.tail.TailEnds;
import io.quipu.io.files.tail.TailFiles;
import io.quipu.io.files.tail.content.FilePattern;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunFile;
import io.quipu.store.jobs.RunHistory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides where a job begins that reads files while they are written: in its state, where its last
 * run has ended, or with the first lines of the files.
 */
final class TailStart {
  private static final String FIRST_LINES = "first-lines";

  /** The files in the table of runs, beside the ids of topics. */
  private static final String NO_TOPIC = "files";

  private final JobSpec spec;
  private final FilePattern files;
  private final boolean countAgain;
  private final RunHistory history;
  private final Consumer<String> progress;

  TailStart(JobSpec spec, JobSpec.Input.Tail input, RunHistory history, Consumer<String> progress) {
    this.spec = spec;
    this.files = input.files();
    this.countAgain = input.countAgain();
    this.history = history;
    this.progress = progress;
  }

  /**
   * Decides which run it is.
   *
   * @throws StartupException if the folders are not there, or the start does not fit to what the
   *     keyspace holds
   */
  JobRun decide(JobLife life, RunDecision decision) {
    requireFolders();
    Optional<JobRun> last = decision.lastRun();
    if (life.hasState()) {
      StateCheck.ofTail(spec, files.toString()).require(life, last);
    } else {
      requireNotCounted(decision.runs());
    }
    String start = life.name() == null ? FIRST_LINES : "state:" + life.name();
    boolean sameName = life.name() != null && decision.lastRunFrom(start).isPresent();
    // Nothing of a run without a checkpoint is in state, so its lines are read again.
    boolean beginsAgain =
        last.filter(run -> !run.hasEnded() && Objects.equals(life.incarnation(), run.incarnation()))
            .isPresent();
    return life.hasState() || sameName || beginsAgain
        ? decision.resume(last.orElseThrow())
        : decision.begin(
            start, Map.of(files.toString(), new JobRun.Topic(NO_TOPIC, TailFiles.READERS)));
  }

  private void requireFolders() {
    for (Path folder : files.folders()) {
      if (!Files.isDirectory(folder)) {
        throw new StartupException(
            "There is no folder %s, in which --input=%s names files; create it, or correct the path."
                .formatted(folder, files));
      }
      if (!Files.isReadable(folder)) {
        throw new StartupException(
            "The folder %s of --input=%s cannot be read; give the right to list it."
                .formatted(folder, files));
      }
    }
    progress.accept("Reading '%s' and what is added to it.".formatted(files));
  }

  /** A run over files knows their contents by other hashes than a tail does. */
  private void requireNotCounted(List<JobRun> runs) {
    if (countAgain) {
      return;
    }
    for (JobRun run : runs) {
      for (RunFile file :
          JobSpec.isOfFiles(run.job()) ? history.files(run.incarnation()) : List.<RunFile>of()) {
        if (isRead(files, file.name())) {
          throw new StartupException(
              ("The file '%s' was counted at %s by a run over files, and --input matches it, so its"
                      + " lines would count twice. Move it to another folder, or count into another"
                      + " --keyspace. --count-again counts its lines again.")
                  .formatted(file.name(), run.endedText()));
        }
      }
    }
  }

  private static boolean isRead(FilePattern files, String name) {
    try {
      Path path = Path.of(name);
      return files.reads(path) && Files.exists(path);
    } catch (InvalidPathException e) {
      // A file of another file system.
      return false;
    }
  }

  /**
   * The run over growing files that reads this file, if there is one.
   *
   * @param name the full name of a file
   */
  static Optional<JobRun> readerOf(String name, List<JobRun> runs) {
    return runs.stream()
        .filter(run -> JobSpec.isTail(run.job()))
        .filter(run -> isRead(FilePattern.of(JobSpec.inputOf(run.job())), name))
        .findFirst();
  }

  /** The first stage of a run. */
  TailFiles read(JobRun run, RunDecision decision) {
    List<RunFile> before =
        decision.runs().stream()
            .filter(other -> other.job().equals(run.job()))
            .filter(other -> other.hasEnded() && other.incarnation() < run.incarnation())
            .findFirst()
            .map(other -> history.files(other.incarnation()))
            .orElse(List.of());
    return TailFiles.of(files).named(name(run), run.started()).continuing(before);
  }

  /**
   * How far a drained run has read.
   *
   * @throws StartupException if its readers have not said it
   */
  static List<RunFile> end(JobRun run) {
    return TailEnds.of(name(run))
        .files()
        .orElseThrow(
            () ->
                new StartupException(
                    "All that was read is counted, but the readers have not said how far they have read."
                        + " Start the job again with its state, and drain it again."));
  }

  private static String name(JobRun run) {
    return run.job() + " " + run.incarnation();
  }
}
