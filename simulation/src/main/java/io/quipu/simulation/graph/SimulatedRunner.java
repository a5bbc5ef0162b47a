package io.quipu.simulation.graph;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Stands for the simulator in a pipeline, because Beam wants to know the runner of each. The
 * pipeline becomes a {@link Graph}; it cannot be run as it is.
 */
public final class SimulatedRunner extends PipelineRunner<PipelineResult> {

  private SimulatedRunner() {}

  /** Beam calls it. */
  public static SimulatedRunner fromOptions(PipelineOptions options) {
    return new SimulatedRunner();
  }

  /** An empty pipeline for the simulator. */
  public static Pipeline createPipeline() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(SimulatedRunner.class);
    return Pipeline.create(options);
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    throw new UnsupportedOperationException(
        "A simulated pipeline runs step by step; make a Graph of it, and start an Attempt.");
  }
}
