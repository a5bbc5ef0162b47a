package io.quipu.benchmarks.throughput.contenders;

import io.quipu.benchmarks.throughput.Yardstick;
import io.quipu.runners.flink.FlinkConfiguration;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs Flink jobs in this process, with the state settings of Quipu's own jobs. */
final class FlinkHere {
  private static final long LOOK_MILLIS = 50;

  private FlinkHere() {}

  /**
   * The environment to build a job in: RocksDB with incremental checkpoints, exactly once, in the
   * yardstick's folder. Objects are reused, because no stage changes its input.
   */
  static StreamExecutionEnvironment environment(Yardstick yardstick) {
    Configuration configuration =
        GlobalConfiguration.loadConfiguration(
            FlinkConfiguration.write(yardstick.folder()).toString());
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    // No type may fall back to Kryo, which is slow.
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(yardstick.parallelism(), configuration);
    flink.enableCheckpointing(
        yardstick.checkpointEvery().toMillis(), CheckpointingMode.EXACTLY_ONCE);
    flink.getConfig().enableObjectReuse();
    return flink;
  }

  /** Starts the job of the environment; closing the returned object cancels it. */
  static AutoCloseable run(StreamExecutionEnvironment flink, String name) throws Exception {
    JobClient job = flink.executeAsync(name);
    while (job.getJobStatus().get() != JobStatus.RUNNING) {
      Thread.sleep(LOOK_MILLIS);
    }
    return () -> job.cancel().get();
  }
}
