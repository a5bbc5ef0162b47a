package io.quipu.it.stack;

import io.quipu.pipeline.CountingJob;
import io.quipu.pipeline.CountingOptions;
import io.quipu.pipeline.LineageRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A job that was started. Closing it cancels it. */
public final class Job implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final PipelineResult result;
  private final Failures failures;

  /** Knows why a job failed. */
  interface Failures {
    Optional<Throwable> latest() throws InterruptedException;
  }

  private Job(PipelineResult result, Failures failures) {
    this.result = result;
    this.failures = failures;
  }

  /** The options that arguments mean. */
  static CountingOptions options(List<String> arguments) {
    PipelineOptionsFactory.register(CountingOptions.class);
    PipelineOptionsFactory.register(FlinkPipelineOptions.class);
    return PipelineOptionsFactory.fromArgs(arguments.toArray(new String[0]))
        .withValidation()
        .as(CountingOptions.class);
  }

  /** Makes the pipeline, for which it waits until Kafka is there. */
  static Pipeline pipeline(CountingOptions options, Consumer<String> progress) throws Exception {
    return new CountingJob(options, progress).pipeline(LineageRegistry.ALWAYS_NEW);
  }

  static Job run(Pipeline pipeline, Failures failures) {
    return new Job(pipeline.run(), failures);
  }

  /** Waits for the end of a job whose input ends. */
  public void awaitDone() throws InterruptedException {
    Awaitility.await().atMost(PATIENCE).until(() -> result.getState().isTerminal());
    if (result.getState() != State.DONE) {
      throw new AssertionError(
          "the job ended as " + result.getState(), failures.latest().orElse(null));
    }
  }

  /** Waits for something that the job does, unless it ends. */
  public ConditionFactory await() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .failFast("the job has ended", () -> result.getState().isTerminal());
  }

  @Override
  public void close() throws IOException {
    if (!result.getState().isTerminal()) {
      result.cancel();
      Awaitility.await().atMost(PATIENCE).until(() -> result.getState().isTerminal());
    }
  }
}
