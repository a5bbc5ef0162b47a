package io.quipu.it.stack;

import io.quipu.pipeline.CountingOptions;
import io.quipu.runners.direct.DirectArguments;
import io.quipu.runners.flink.EmbeddedFlink;
import io.quipu.runners.flink.FlinkArguments;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.jspecify.annotations.Nullable;

/** What runs jobs. */
public enum Runner {
  DIRECT {
    @Override
    public Job start(List<String> arguments, Consumer<String> progress) throws Exception {
      CountingOptions options = Job.options(DirectArguments.withDefaults(arguments));
      return Job.run(Job.pipeline(options, progress), Optional::empty);
    }
  },
  FLINK {
    @Override
    public Job start(List<String> arguments, Consumer<String> progress) throws Exception {
      List<String> all = new ArrayList<>(arguments);
      all.add("--parallelism=" + SLOTS);
      CountingOptions options = Job.options(FlinkArguments.withDefaults(all));
      EmbeddedFlink flink = flink();
      flink.configure(options.as(FlinkPipelineOptions.class));
      return Job.run(Job.pipeline(options, progress), flink::failure);
    }
  };

  private static final int SLOTS = 2;

  /** One for all jobs, one after the other; it ends with the tests' process. */
  private static @Nullable EmbeddedFlink running;

  /**
   * Starts a job by the options that a user would give.
   *
   * @param progress is told in a line what takes long
   */
  public abstract Job start(List<String> arguments, Consumer<String> progress) throws Exception;

  /** Starts a job by the options that a user would give. */
  public Job start(List<String> arguments) throws Exception {
    return start(arguments, progress -> {});
  }

  private static synchronized EmbeddedFlink flink() throws Exception {
    EmbeddedFlink flink =
        running == null ? EmbeddedFlink.start(Files.createTempDirectory("flink-"), SLOTS) : running;
    running = flink;
    return flink;
  }
}
