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

  /** The same as {@link #write(Path, Map)}, without other settings. */
  public static Path write(Path folder) {
    return write(folder, Map.of());
  }

  /**
   * Writes the configuration of a Flink in this process. Beam copies the settings of this file into
   * each job, where they have precedence over those of the cluster. So what a job must obey belongs
   * into the file.
   *
   * @param folder the folder for its state and checkpoints; created if missing
   * @param others settings by name, which have precedence over the defaults
   * @return the folder for the option {@code --flinkConfDir}
   * @throws UncheckedIOException if the folder cannot be written
   */
  public static Path write(Path folder, Map<String, String> others) {
    Path root = folder.toAbsolutePath();
    try {
      Path conf = Files.createDirectories(root.resolve("conf"));
      Path web = Files.createDirectories(root.resolve("web"));
      Map<String, String> settings = settings();
      settings.put(
          "state.checkpoints.dir",
          Files.createDirectories(root.resolve(CHECKPOINTS)).toUri().toString());
      settings.put(
          "state.savepoints.dir",
          Files.createDirectories(root.resolve("savepoints")).toUri().toString());
      settings.put(
          "state.backend.rocksdb.localdir",
          Files.createDirectories(root.resolve("rocksdb")).toString());
      settings.put("web.upload.dir", web.toString());
      settings.put("web.tmpdir", web.toString());
      settings.put("io.tmp.dirs", Files.createDirectories(root.resolve("tmp")).toString());
      settings.putAll(others);
      Files.write(
          conf.resolve(FILE),
          settings.entrySet().stream()
              .map(setting -> setting.getKey() + ": " + setting.getValue())
              .toList());
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
