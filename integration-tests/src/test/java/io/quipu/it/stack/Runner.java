package io.quipu.it.stack;

import io.quipu.pipeline.options.JobSpec;
import io.quipu.runners.direct.DirectJobRunner;
import io.quipu.runners.flink.FlinkJobRunner;
import io.quipu.runners.flink.embedded.EmbeddedFlink;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.JobRunner;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.jspecify.annotations.Nullable;

/** The runners that the tests run jobs on. */
public enum Runner {
  DIRECT("--runner=direct") {
    @Override
    JobRunner runner() {
      return new DirectJobRunner();
    }
  },
  FLINK("--runner=flink --parallelism=2") {
    @Override
    JobRunner runner() throws Exception {
      return FlinkJobRunner.on(flink());
    }

    /**
     * No server is down in these tests, so a checkpoint may come at once; users may not set this.
     */
    @Override
    void hasten(JobSpec spec) {
      FlinkPipelineOptions options = spec.options().as(FlinkPipelineOptions.class);
      options.setCheckpointingInterval(CHECKPOINT_MILLIS);
      options.setMinPauseBetweenCheckpoints(CHECKPOINT_MILLIS);
    }
  };

  private static final int SLOTS = 2;

  /** One cluster for all jobs, one after the other; it ends with the tests' process. */
  private static @Nullable EmbeddedFlink running;

  private static final long CHECKPOINT_MILLIS = 500;

  private final String arguments;

  Runner(String arguments) {
    this.arguments = arguments;
  }

  abstract JobRunner runner() throws Exception;

  /** Sets options so that results come sooner than in production. */
  void hasten(JobSpec spec) {}

  /**
   * Starts a job with the options of a user.
   *
   * @param progress is given a line for each step that takes long
   */
  public Job start(List<String> given, Consumer<String> progress) throws Exception {
    List<String> all = new ArrayList<>(given);
    all.addAll(List.of(arguments.split(" ")));
    JobLauncher launcher = new JobLauncher(List.of(runner()), progress);
    JobSpec spec = launcher.spec(all);
    hasten(spec);
    return new Job(launcher.start(spec));
  }

  /** Starts a job with the options of a user. */
  public Job start(List<String> given) throws Exception {
    return start(given, progress -> {});
  }

  private static synchronized EmbeddedFlink flink() throws Exception {
    EmbeddedFlink flink =
        running == null ? EmbeddedFlink.start(Files.createTempDirectory("flink-"), SLOTS) : running;
    running = flink;
    return flink;
  }
}
