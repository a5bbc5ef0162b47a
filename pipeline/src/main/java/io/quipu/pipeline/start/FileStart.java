package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunFile;
import io.quipu.store.jobs.RunHistory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * Decides which files a run reads: those that no earlier run has counted into the keyspace. A run
 * that did not end reads all of its files again.
 */
final class FileStart {
  private static final int MAX_NAMED = 10;

  private final boolean countAgain;
  private final RunHistory history;
  private final RunDecision decision;
  private final Consumer<String> progress;

  FileStart(
      boolean countAgain, RunHistory history, RunDecision decision, Consumer<String> progress) {
    this.countAgain = countAgain;
    this.history = history;
    this.decision = decision;
    this.progress = progress;
  }

  /** A file that a run has counted. */
  private record Counted(JobRun run, RunFile file) {}

  /**
   * Decides for the files that match.
   *
   * @throws StartupException if the start does not fit the contents of the keyspace
   */
  Start decide(List<MatchResult.Metadata> matched) {
    if (!countAgain) {
      matched.forEach(file -> requireNotTailed(file.resourceId().toString()));
    }
    List<Counted> counted = counted();
    Optional<JobRun> unfinished = decision.lastRun().filter(run -> !run.hasEnded());
    List<RunFile> begun = unfinished.map(run -> history.files(run.incarnation())).orElse(List.of());
    List<InputFile> files = InputFiles.hash(matched, contents(counted, begun), progress);
    unfinished.ifPresent(run -> requireFiles(run, begun, files));
    List<InputFile> toRead = countAgain ? files : withoutCounted(files, counted, begun);
    tellCopies(toRead);
    return new Start(
        unfinished.map(decision::resume).orElseGet(() -> decision.begin(start(toRead))), toRead);
  }

  /** A run that reads files while they are written knows them by other hashes. */
  private void requireNotTailed(String file) {
    TailStart.readerOf(file, decision.runs())
        .ifPresent(
            run -> {
              throw new StartupException(
                  ("The file '%s' is one of '%s', which a run with --source=tail has counted since %s."
                          + " Leave it out, or count into another --keyspace. --count-again counts"
                          + " its lines again.")
                      .formatted(file, JobSpec.inputOf(run.job()), run.startedText()));
            });
  }

  private List<Counted> counted() {
    List<Counted> counted = new ArrayList<>();
    for (JobRun run : decision.runs()) {
      if (run.hasEnded()) {
        history.files(run.incarnation()).forEach(file -> counted.add(new Counted(run, file)));
      }
    }
    return counted;
  }

  private static Set<InputFile.Content> contents(List<Counted> counted, List<RunFile> begun) {
    // Each file begins with nothing, so an empty file says nothing.
    return Stream.concat(counted.stream().map(Counted::file), begun.stream())
        .filter(file -> file.bytes() > 0)
        .map(InputFile.Content::of)
        .collect(Collectors.toSet());
  }

  /** Rows of an unfinished run stay, so each of its files must still have all that it had. */
  private void requireFiles(JobRun run, List<RunFile> begun, List<InputFile> files) {
    Map<String, InputFile> byName =
        files.stream().collect(Collectors.toMap(InputFile::name, file -> file));
    for (RunFile before : begun) {
      InputFile now = byName.get(before.name());
      if (now == null || !now.continues(before)) {
        throw new StartupException(
            ("The run over %s, which began at %s, has not ended, and its file '%s' is %s. Put the"
                    + " file back and run again; each event then counts once. Or count everything"
                    + " again into another --keyspace.")
                .formatted(
                    JobSpec.inputOf(run.job()),
                    run.startedText(),
                    before.name(),
                    now == null ? "missing" : "not the same any more"));
      }
    }
  }

  /** Leaves out files that were counted, except those of a run that continues. */
  private List<InputFile> withoutCounted(
      List<InputFile> files, List<Counted> counted, List<RunFile> begun) {
    Set<String> ofThisRun = begun.stream().map(RunFile::name).collect(Collectors.toSet());
    Map<String, Counted> byContent = new HashMap<>();
    Map<String, Counted> byName = new HashMap<>();
    for (Counted each : counted) {
      byContent.putIfAbsent(each.file().sha256(), each);
      byName.putIfAbsent(each.file().name(), each);
    }
    List<InputFile> left = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (InputFile file : files) {
      Counted same = byContent.get(file.sha256());
      if (ofThisRun.contains(file.name())) {
        left.add(file);
        continue;
      }
      if (same != null) {
        known.add(known(file, same));
        continue;
      }
      requireNotGrown(file, counted);
      if (byName.containsKey(file.name())) {
        progress.accept(
            "The file '%s' was counted at %s with other content; its present content is added."
                .formatted(file.name(), byName.get(file.name()).run().endedText()));
      }
      left.add(file);
    }
    tell(known, left.size());
    return left;
  }

  private static String known(InputFile file, Counted same) {
    String as = otherName(file, same);
    return "The file '%s' was counted at %s%s, so it is left out."
        .formatted(file.name(), same.run().endedText(), as);
  }

  private static String otherName(InputFile file, Counted counted) {
    String name = counted.file().name();
    return name.equals(file.name()) ? "" : " as '" + name + "'";
  }

  /** A log that is written on may also have got another name since it was counted. */
  private static void requireNotGrown(InputFile file, List<Counted> counted) {
    for (Counted each : counted) {
      if (each.file().bytes() > 0 && file.continues(each.file())) {
        throw new StartupException(
            ("The file '%s' has grown since it was counted at %s%s: its first %,d bytes are counted."
                    + " Put the new lines into a file of their own. --count-again counts all lines,"
                    + " so the first ones count twice unless events have ids.")
                .formatted(
                    file.name(),
                    each.run().endedText(),
                    otherName(file, each),
                    each.file().bytes()));
      }
    }
  }

  private void tell(List<String> known, int left) {
    known.stream().limit(MAX_NAMED).forEach(progress);
    if (known.size() > MAX_NAMED) {
      progress.accept("More files that are left out: %,d.".formatted(known.size() - MAX_NAMED));
    }
    if (!known.isEmpty()) {
      progress.accept(
          (left == 0 ? "There is nothing to count." : "New files: %,d.".formatted(left))
              + " --count-again counts the files again that are left out.");
    }
  }

  private void tellCopies(List<InputFile> files) {
    Map<String, String> names = new HashMap<>();
    for (InputFile file : files) {
      String first = names.putIfAbsent(file.sha256(), file.name());
      if (first != null) {
        progress.accept(
            "The files '%s' and '%s' have the same content; both are counted."
                .formatted(first, file.name()));
      }
    }
  }

  private static String start(List<InputFile> files) {
    return JobPreparation.hash(
        files.stream()
            .map(file -> file.name() + " " + file.sha256())
            .collect(Collectors.joining("\n")));
  }
}
