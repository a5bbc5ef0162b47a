package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks that the state of a job that reads topics belongs to the keyspace and to the input. */
final class StateCheck {
  private final JobSpec spec;
  private final Set<String> topics;

  StateCheck(JobSpec spec, List<String> topics) {
    this.spec = spec;
    this.topics = new TreeSet<>(topics);
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
          ("The job continues from state, but the keyspace '%s' knows no run of the consumer group"
                  + " '%s'. So the state belongs to another keyspace, and its counts are there. Name"
                  + " that --keyspace. To count into this one, begin without state.")
              .formatted(spec.cassandra().keyspace(), spec.consumerGroup()));
    }
    JobRun run = last.get();
    if (life.incarnation() != null && !Objects.equals(life.incarnation(), run.incarnation())) {
      throw new StartupException(
          ("The state is not that of the last run of the consumer group '%s', which began at %s. Give"
                  + " the state of that run. Or begin without state.")
              .formatted(spec.consumerGroup(), run.startedText()));
    }
    if (run.hasEnded()) {
      throw new StartupException(
          ("The job continues from state, but the run of it was drained at %s. It would count again"
                  + " what came after this state. Begin without state, with --start-from=committed.")
              .formatted(run.endedText()));
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
