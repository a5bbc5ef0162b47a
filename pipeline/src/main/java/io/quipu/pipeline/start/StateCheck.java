package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks that the state of a job without an end belongs to the keyspace and to the input. */
final class StateCheck {
  private final JobSpec spec;
  private final Set<String> topics;
  private final String of;
  private final String withoutState;

  private StateCheck(JobSpec spec, List<String> topics, String of, String withoutState) {
    this.spec = spec;
    this.topics = new TreeSet<>(topics);
    this.of = of;
    this.withoutState = withoutState;
  }

  /** The check of a job that reads topics. */
  static StateCheck ofTopics(JobSpec spec, List<String> topics) {
    return new StateCheck(
        spec,
        topics,
        "of the consumer group '" + spec.consumerGroup() + "'",
        "Begin without state, with --start-from=committed.");
  }

  /** The check of a job that reads files while they are written. */
  static StateCheck ofTail(JobSpec spec, String files) {
    return new StateCheck(
        spec,
        List.of(files),
        "over --input=" + files,
        "Begin without state, in another --state-folder: the job then continues where that run ended.");
  }

  /**
   * Requires that the state is that of the job's last run.
   *
   * @param last the job's last run in the keyspace
   * @throws StartupException if it is not
   */
  void require(JobLife life, Optional<JobRun> last) {
    if (last.isEmpty()) {
      throw new StartupException(
          ("The job continues from state, but the keyspace '%s' knows no run %s. So the state belongs"
                  + " to another keyspace or another input, and its counts are there. Name that"
                  + " --keyspace. To count into this one, begin without state.")
              .formatted(spec.cassandra().keyspace(), of));
    }
    JobRun run = last.get();
    if (life.incarnation() != null && !Objects.equals(life.incarnation(), run.incarnation())) {
      throw new StartupException(
          ("The state is not that of the last run %s, which began at %s. Give the state of that run. Or"
                  + " begin without state.")
              .formatted(of, run.startedText()));
    }
    if (run.hasEnded()) {
      throw new StartupException(
          ("The job continues from state, but the run of it was drained at %s. It would count again"
                  + " what came after this state. %s")
              .formatted(run.endedText(), withoutState));
    }
    Set<String> before = new TreeSet<>(run.topics().keySet());
    if (!before.isEmpty() && !before.equals(topics)) {
      throw new StartupException(
          ("The run that began at %s reads the topics %s, and --input names %s. State keeps its"
                  + " topics. Name the same ones. To read others, drain the job (--drain), and start"
                  + " it with --start-from=committed.")
              .formatted(run.startedText(), before, topics));
    }
  }
}
