package io.quipu.runners.flink.cluster;

import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.options.CountingOptions;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobKind;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.pipeline.start.JobLife;
import io.quipu.pipeline.start.JobPreparation;
import io.quipu.pipeline.start.PreparedJob;
import io.quipu.runners.flink.FlinkArguments;
import io.quipu.runners.flink.FlinkJobRunner;
import io.quipu.runners.flink.embedded.EmbeddedFlinkOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main class of the jar for a Flink cluster. Flink calls it on the job manager when its web
 * page, command or Kubernetes operator starts the job. The arguments are {@code statistic} or
 * {@code customer}, and the options of {@code quipu run}.
 */
public final class FlinkJob {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkJob.class);

  private static final char REPLACEMENT = '\uFFFD';

  private FlinkJob() {}

  /**
   * Makes the pipeline and submits it to the calling Flink.
   *
   * @throws IllegalArgumentException if an argument is wrong
   */
  public static void main(String[] arguments) throws Exception {
    requireUtf8(System.getProperty("sun.jnu.encoding", ""), arguments);
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
    FlinkArguments.requireSafe(others);
    CountingOptions options =
        JobArguments.parse(
            FlinkArguments.withClusterDefaults(others),
            List.of(FlinkJobOptions.class, EmbeddedFlinkOptions.class));
    JobLife life =
        JobLife.named(
            FlinkCluster.stateOfThisJob().isPresent(),
            options.as(FlinkJobOptions.class).getStateName());
    PreparedJob job = new JobPreparation(JobSpec.parse(options), LOG::info).prepare(life);
    CountingPipeline.of(job, FlinkJobRunner.TRAITS).create().run();
  }

  /**
   * Refuses arguments that Java could not read: it replaces what it cannot decode, so a name would
   * silently become another one.
   *
   * @param encoding how Java reads the arguments of its process
   */
  static void requireUtf8(String encoding, String... arguments) {
    for (String argument : arguments) {
      if (!encoding.equalsIgnoreCase("UTF-8") && argument.indexOf(REPLACEMENT) >= 0) {
        throw new IllegalArgumentException(
            "Java cannot read the argument '"
                + argument
                + "', because the locale of the job manager is not UTF-8; set LC_ALL=C.UTF-8 for it.");
      }
    }
  }
}
