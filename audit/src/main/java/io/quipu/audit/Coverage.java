package io.quipu.audit;

import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunFile;
import io.quipu.store.jobs.RunHistory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds out whether the input of an audit is all that its keyspace has counted, and no more. */
public final class Coverage {
  private Coverage() {}

  /**
   * Compares the input with the history of the keyspace.
   *
   * @param files the names of the files in the input; none for topics
   * @return a sentence for each difference; with one, wrong rows may be right
   */
  public static List<String> gaps(JobSpec spec, Set<String> files, RunHistory history) {
    List<String> gaps = new ArrayList<>();
    List<JobRun> runs = history.runs();
    if (runs.isEmpty() && history.hasCounts()) {
      gaps.add("Nothing says which run has counted into the keyspace.");
    }
    if (spec.bootstrapBefore() != null) {
      gaps.add("With --bootstrap-before, the keyspace had counts of other events before.");
    }
    Set<String> others = new HashSet<>();
    for (JobRun run : runs) {
      boolean isOther =
          spec.input() instanceof JobSpec.Input.Topics topics
              ? !run.job().equals(spec.jobName())
                  || !run.topics().keySet().equals(Set.copyOf(topics.names()))
              : !JobSpec.isOfFiles(run.job());
      if (isOther && others.add(run.job())) {
        gaps.add(
            "The keyspace also has counts of another input: the run '%s', which began at %s."
                .formatted(run.job(), run.startedText()));
      }
    }
    if (spec.input() instanceof JobSpec.Input.Files) {
      addFiles(files, history, gaps);
    }
    return gaps;
  }

  private static void addFiles(Set<String> files, RunHistory history, List<String> gaps) {
    Set<String> counted = new HashSet<>();
    for (JobRun run : history.runs()) {
      for (RunFile file : history.files(run.incarnation())) {
        if (!files.contains(file.name())) {
          gaps.add("The file '%s' was counted, and is not in --input.".formatted(file.name()));
        }
        if (!counted.add(file.name())) {
          gaps.add("The file '%s' was counted more than once.".formatted(file.name()));
        }
      }
    }
    for (String name : files) {
      if (!counted.contains(name)) {
        gaps.add("The file '%s' is in --input, and was not counted.".formatted(name));
      }
    }
  }
}
