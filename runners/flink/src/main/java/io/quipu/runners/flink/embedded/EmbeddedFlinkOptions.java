package io.quipu.runners.flink.embedded;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The options of Flink in this process. */
public interface EmbeddedFlinkOptions extends PipelineOptions {

  @Description(
      "The folder in which Flink in this process keeps its state. A job that reads Kafka continues"
          + " from the latest checkpoint in it. By default a folder for each consumer group in"
          + " ~/.quipu/state.")
  @Nullable String getStateFolder();

  void setStateFolder(@Nullable String value);

  @Description(
      "How many times in a row Flink in this process starts the job again after a failure that may"
          + " pass. By default 5 times for files, and without limit for Kafka.")
  @Nullable Integer getMaxRestarts();

  void setMaxRestarts(@Nullable Integer value);

  @Description(
      "The least free space of the disk with the state, in MiB, for Flink in this process. With less,"
          + " the job reads nothing until there is space again; 0 means no limit.")
  @Default.Integer(512)
  int getMinFreeDisk();

  void setMinFreeDisk(int value);

  @Description(
      "The port at which Flink in this process shows its metrics to Prometheus, on all addresses of"
          + " the machine; 0 means no port.")
  @Default.Integer(0)
  int getMetricsPort();

  void setMetricsPort(int value);
}
