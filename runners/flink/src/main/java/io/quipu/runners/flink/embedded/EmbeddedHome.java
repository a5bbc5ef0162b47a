package io.quipu.runners.flink.embedded;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A Flink in this process, its state folder, and the checkpoint to continue from. */
public record EmbeddedHome(EmbeddedFlink flink, StateFolder folder, Optional<Path> checkpoint)
    implements AutoCloseable {

  /**
   * Starts Flink in a folder, and finds the latest checkpoint of an earlier job there.
   *
   * @param metricsPort the port for Prometheus; 0 means none
   */
  public static EmbeddedHome open(
      StateFolder folder, int parallelism, int metricsPort, int maxRestarts) throws Exception {
    try {
      Optional<Path> checkpoint = CheckpointFolder.latest(folder.path());
      EmbeddedFlink flink =
          EmbeddedFlink.start(folder.path(), Math.max(1, parallelism), metricsPort, maxRestarts);
      return new EmbeddedHome(flink, folder, checkpoint);
    } catch (Exception e) {
      folder.close();
      throw e;
    }
  }

  /**
   * The number of the run that the checkpoint is of.
   *
   * @return empty if an earlier build has written the folder
   */
  public OptionalLong incarnation() {
    return folder.incarnation();
  }

  @Override
  public void close() {
    try (folder) {
      flink.close();
    }
  }
}
