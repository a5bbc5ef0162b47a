package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.not;

import io.quipu.pipeline.RunnerTraits;
import io.quipu.pipeline.options.JobKind;
import io.quipu.testing.TestKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.Impulse;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.util.construction.SplittableParDo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Flink finds the state of a savepoint by ids. Beam's runner gives ids to sources, but not to
 * {@code Impulse}, so a live job with one cannot be continued with another parallelism.
 */
class SourceIdsTest {
  /** Those of a runner that restores checkpoints. */
  private static final RunnerTraits TRAITS = new RunnerTraits(true, true, true, false, null);

  private final Path folder;

  SourceIdsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @EnumSource
  void eachSourceOfALiveJobHasAnId(JobKind kind) throws Exception {
    TestKafka kafka = TestKafka.get();
    Pipeline pipeline =
        TestJobs.in(folder)
            .kafka(kafka, kafka.newTopic("clicks", 1), "ids-" + kind, "--job=" + kind)
            .pipeline(TRAITS);
    SplittableParDo.convertReadBasedSplittableDoFnsToPrimitiveReadsIfNecessary(pipeline);

    List<PTransform<?, ?>> primitives = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            primitives.add(node.getTransform());
          }
        });
    assertThat(primitives, hasItem(instanceOf(SplittableParDo.PrimitiveUnboundedRead.class)));
    assertThat(primitives, not(hasItem(instanceOf(Impulse.class))));
    assertThat(primitives, not(hasItem(instanceOf(Read.Bounded.class))));
  }
}
