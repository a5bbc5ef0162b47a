package io.quipu.io.kafka.read;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.testing.CrashingRunner;
import org.jspecify.annotations.Nullable;

/** Finds the source inside {@link KafkaIO}, which has no method that returns it. */
final class KafkaSource extends Pipeline.PipelineVisitor.Defaults {
  private @Nullable UnboundedSource<?, ?> found;

  private KafkaSource() {}

  /**
   * Returns the source from which this transform would read.
   *
   * @throws IllegalStateException if it reads from no source
   */
  @SuppressWarnings("unchecked") // What the transform reads is what its source gives.
  static <K, V> UnboundedSource<KafkaRecord<K, V>, KafkaCheckpointMark> of(
      KafkaIO.Read<K, V> read) {
    PipelineOptions options = PipelineOptionsFactory.create();
    // The pipeline never runs, and the default runner may not be on the classpath.
    options.setRunner(CrashingRunner.class);
    Pipeline scratch = Pipeline.create(options);
    scratch.apply(read);
    KafkaSource visitor = new KafkaSource();
    scratch.traverseTopologically(visitor);
    if (visitor.found == null) {
      throw new IllegalStateException(
          "KafkaIO has no unbounded source; use the Beam version of this build.");
    }
    return (UnboundedSource<KafkaRecord<K, V>, KafkaCheckpointMark>) visitor.found;
  }

  @Override
  public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
    if (node.getTransform() instanceof Read.Unbounded<?> read) {
      found = read.getSource();
    }
    return CompositeBehavior.ENTER_TRANSFORM;
  }
}
