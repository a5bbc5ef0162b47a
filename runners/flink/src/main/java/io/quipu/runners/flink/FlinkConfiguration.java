package io.quipu.runners.flink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Flink's own configuration for the jobs: the state backend's settings stand in one file, {@code
 * flink-conf.yaml} beside this class, with the reason for each.
 */
public final class FlinkConfiguration {
  static final String CHECKPOINTS = "checkpoints";

  private static final String FILE = "flink-conf.yaml";

  private FlinkConfiguration() {}

  /**
   * Writes the configuration of a job embedded in this process.
   *
   * @param folder where its state and checkpoints are to be; made if missing
   * @return the folder to give as {@code --flinkConfDir}
   * @throws UncheckedIOException if it cannot be written
   */
  public static Path write(Path folder) {
    Path root = folder.toAbsolutePath();
    try (InputStream defaults = FlinkConfiguration.class.getResourceAsStream(FILE)) {
      if (defaults == null) {
        throw new IllegalStateException(FILE + " is missing from the program; build it again.");
      }
      Path conf = Files.createDirectories(root.resolve("conf"));
      String text =
          new String(defaults.readAllBytes(), StandardCharsets.UTF_8)
              + "state.checkpoints.dir: "
              + Files.createDirectories(root.resolve(CHECKPOINTS)).toUri()
              + "\nstate.savepoints.dir: "
              + Files.createDirectories(root.resolve("savepoints")).toUri()
              + "\nstate.backend.rocksdb.localdir: "
              + Files.createDirectories(root.resolve("rocksdb"))
              + "\nweb.upload.dir: "
              + Files.createDirectories(root.resolve("web"))
              + "\nweb.tmpdir: "
              + root.resolve("web")
              + "\nio.tmp.dirs: "
              + Files.createDirectories(root.resolve("tmp"))
              + "\n";
      Files.writeString(conf.resolve(FILE), text);
      return conf;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The folder " + root + " cannot be written; name another one.", e);
    }
  }
}
