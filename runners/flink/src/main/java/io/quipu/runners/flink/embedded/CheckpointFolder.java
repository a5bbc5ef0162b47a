package io.quipu.runners.flink.embedded;

import io.quipu.runners.flink.FlinkConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds checkpoints of earlier jobs in a state folder. */
public final class CheckpointFolder {
  /** Flink writes this file last, so a checkpoint with it is complete. */
  private static final String METADATA = "_metadata";

  private CheckpointFolder() {}

  /**
   * Finds the latest complete checkpoint.
   *
   * @param stateFolder the folder given to {@link EmbeddedFlink#start}
   * @return the folder of the checkpoint, for {@code --savepointPath}; empty if there is none
   */
  public static Optional<Path> latest(Path stateFolder) {
    Path checkpoints = stateFolder.resolve(FlinkConfiguration.CHECKPOINTS);
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    // checkpoints/JOB/chk-NUMBER/_metadata
    try (Stream<Path> files = Files.find(checkpoints, 3, (file, is) -> file.endsWith(METADATA))) {
      return files.max(Comparator.comparing(CheckpointFolder::written)).map(Path::getParent);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The folder " + checkpoints + " cannot be read; check its rights.", e);
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
