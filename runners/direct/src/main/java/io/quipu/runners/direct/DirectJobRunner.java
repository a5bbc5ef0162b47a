package io.quipu.runners.direct;

import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.RunnerTraits;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.pipeline.start.JobLife;
import io.quipu.pipeline.start.JobPreparation;
import io.quipu.pipeline.start.PreparedJob;
import io.quipu.runners.spi.JobRunner;
import io.quipu.runners.spi.RunningJob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.runners.direct.DirectRunner.DirectPipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;

/** Runs jobs on Beam's DirectRunner in this process, for tests and small files. */
public final class DirectJobRunner implements JobRunner {

  @Override
  public String name() {
    return "direct";
  }

  @Override
  public RunnerTraits traits() {
    return RunnerTraits.PLAIN;
  }

  @Override
  public Collection<Class<? extends PipelineOptions>> options() {
    return List.of();
  }

  @Override
  public List<String> withDefaults(List<String> arguments) {
    if (arguments.stream().anyMatch(one -> one.startsWith("--delivery="))) {
      throw new IllegalArgumentException(
          "--delivery goes with --runner=flink only: the direct runner never goes on after a"
              + " failure.");
    }
    List<String> all = new ArrayList<>(arguments);
    all.add("--runner=DirectRunner");
    // This process reports progress while the job runs, so the start must not wait for its end.
    if (arguments.stream().noneMatch(given -> given.startsWith("--blockOnRun"))) {
      all.add("--blockOnRun=false");
    }
    return all;
  }

  @Override
  public RunningJob start(JobSpec spec, Consumer<String> progress) throws Exception {
    PreparedJob job = new JobPreparation(spec, progress).prepare(JobLife.WITHOUT_STATE);
    return new DirectRunningJob(
        (DirectPipelineResult) CountingPipeline.of(job, traits()).create().run(), job);
  }
}
