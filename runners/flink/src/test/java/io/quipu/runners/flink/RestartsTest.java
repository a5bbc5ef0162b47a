package io.quipu.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.model.failure.PermanentFailure;
import io.quipu.runners.flink.embedded.EmbeddedFlink;
import io.quipu.runners.spi.JobException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how often Flink starts a job again, by the kind of its failure. */
class RestartsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final AtomicInteger ATTEMPTS = new AtomicInteger();

  private final Path folder;

  RestartsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aPermanentFailureIsNotTriedAgain() throws Exception {
    JobException failure = fail(EmbeddedFlink.NO_LIMIT, true);
    assertThat(failure.getMessage(), equalTo("The job failed: The file is damaged; replace it."));
    assertThat(ATTEMPTS.get(), equalTo(1));
  }

  @Test
  void anotherFailureIsTriedAgainUpToTheLimit() throws Exception {
    JobException failure = fail(1, false);
    assertThat(
        failure.getMessage(), startsWith("The job failed: java.lang.IllegalStateException: away"));
    assertThat(ATTEMPTS.get(), equalTo(2));
  }

  @Test
  void noFailureIsTriedAgainWithALimitOfZero() throws Exception {
    fail(0, false);
    assertThat(ATTEMPTS.get(), equalTo(1));
  }

  /** Runs a job that always fails, and returns its failure. */
  private JobException fail(int maxRestarts, boolean permanently) throws Exception {
    ATTEMPTS.set(0);
    try (EmbeddedFlink flink = EmbeddedFlink.start(folder, 1, 0, maxRestarts)) {
      FlinkPipelineOptions options =
          PipelineOptionsFactory.fromArgs(
                  FlinkArguments.withDefaults(List.of("--jobName=fails", "--parallelism=1"))
                      .toArray(String[]::new))
              .as(FlinkPipelineOptions.class);
      flink.configure(options);
      Pipeline pipeline = Pipeline.create(options);
      pipeline.apply(Create.of(1)).apply(ParDo.of(new FailingFn(permanently)));
      pipeline.run();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> flink.hasEnded("fails") && flink.failure("fails").isPresent());
      return JobException.of(flink.failure("fails").orElseThrow());
    }
  }

  /** The Flink of the test is in this process, so it counts in a static field. */
  private static final class FailingFn extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1L;

    private final boolean permanently;

    FailingFn(boolean permanently) {
      this.permanently = permanently;
    }

    @ProcessElement
    public void process() {
      ATTEMPTS.incrementAndGet();
      if (permanently) {
        // A cause that cannot be serialized, as those of Cassandra's driver.
        throw new PermanentFailure(
            "The file is damaged; replace it.",
            new IllegalStateException("cause") {
              private static final long serialVersionUID = 1L;

              @SuppressWarnings({"unused", "serial"})
              private final Object notSerializable = new Object();
            });
      }
      throw new IllegalStateException("away");
    }
  }
}
