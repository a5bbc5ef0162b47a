package io.quipu.cli.run;

import io.quipu.pipeline.CountingJob;
import io.quipu.pipeline.CountingOptions;
import io.quipu.pipeline.JobKind;
import io.quipu.pipeline.LineageRegistry;
import io.quipu.runners.flink.FlinkCluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry of the jar that is given to a Flink cluster: Flink calls it on the job manager, by its
 * web interface, its command or its Kubernetes operator. The arguments are {@code statistic} or
 * {@code customer}, and the options of {@code quipu run}.
 */
public final class FlinkJob {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkJob.class);

  private FlinkJob() {}

  /**
   * Makes the pipeline and gives it to the Flink that calls.
   *
   * @throws IllegalArgumentException if an argument is wrong
   */
  public static void main(String[] arguments) throws Exception {
    JobKind kind =
        Arrays.stream(JobKind.values())
            .filter(one -> arguments.length > 0 && one.word().equals(arguments[0]))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The first argument says which job it is; write statistic or customer."));
    List<String> others = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
    others.add("--job=" + kind);
    CountingOptions options = JobOptions.parseOnCluster(others);
    CountingJob job = new CountingJob(options, LOG::info);
    pipeline(options, job).run();
  }

  private static Pipeline pipeline(CountingOptions options, CountingJob job) throws Exception {
    JobTables tables = new JobTables(job, LOG::info);
    boolean hasState = FlinkCluster.stateOfThisJob().isPresent();
    Optional<String> life =
        Optional.ofNullable(options.as(FlinkJobOptions.class).getStateName())
            .map(name -> "state:" + name);
    boolean goesOn =
        hasState || (life.isPresent() && tables.isLastStart(job.lineageName(), life.orElseThrow()));
    if (goesOn) {
      // The state says where to read on. Without one yet, it is where this life began.
      options.setStartFrom("committed");
    }
    LineageRegistry lineages = tables.lineages(hasState);
    return job.pipeline((name, start) -> lineages.lineage(name, life.orElse(start)));
  }
}
