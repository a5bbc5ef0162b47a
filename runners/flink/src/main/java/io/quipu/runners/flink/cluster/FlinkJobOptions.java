package io.quipu.runners.flink.cluster;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The options of a job that a cluster may start again by itself. */
public interface FlinkJobOptions extends PipelineOptions {

  @Description(
      "A name for the life of the job's state, such as 1. A cluster that starts the job again, with"
          + " the same arguments and from a checkpoint that only it knows, goes on with this life."
          + " Give another when the job is to begin without state.")
  @Nullable String getStateName();

  void setStateName(@Nullable String value);
}
