package io.quipu.runners.flink.cluster;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The options of a job that a cluster can restart by itself. */
public interface FlinkJobOptions extends PipelineOptions {

  @Description(
      "A name for the incarnation of the job, such as 1. A cluster that restarts the job with the"
          + " same arguments, from a checkpoint that only it knows, continues this incarnation."
          + " Give another name to start the job without state.")
  @Nullable String getStateName();

  void setStateName(@Nullable String value);
}
