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

/** The checkpoints that jobs have left in a folder of state. */
public final class CheckpointFolder {
  /** Flink writes it last, so a checkpoint that has it is complete. */
  private static final String METADATA = "_metadata";

  private CheckpointFolder() {}

  /**
   * The latest complete one.
   *
   * @param stateFolder as given to {@link EmbeddedFlink#start}
   * @return its folder, to be given as {@code --savepointPath}
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
