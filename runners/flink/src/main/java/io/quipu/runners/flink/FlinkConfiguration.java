package io.quipu.runners.flink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of Flink for the jobs. The settings of the state backend are in the file {@code
 * flink-conf.yaml} beside this class, with the reason for each.
 */
public final class FlinkConfiguration {
  public static final String CHECKPOINTS = "checkpoints";

  private static final String FILE = "flink-conf.yaml";

  private FlinkConfiguration() {}

  /**
   * Writes the configuration of a Flink in this process.
   *
   * @param folder the folder for its state and checkpoints; created if missing
   * @return the folder for the option {@code --flinkConfDir}
   * @throws UncheckedIOException if the folder cannot be written
   */
  public static Path write(Path folder) {
    Path root = folder.toAbsolutePath();
    try {
      Path conf = Files.createDirectories(root.resolve("conf"));
      String text =
          defaults()
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

  /** The settings that a cluster for these jobs needs, by name: the lines of the file. */
  public static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    for (String line : defaults().split("\n", -1)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] setting = line.split(": ", 2);
        settings.put(setting[0], setting[1]);
      }
    }
    return settings;
  }

  private static String defaults() {
    try (InputStream file = FlinkConfiguration.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing from the program; build it again.");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
