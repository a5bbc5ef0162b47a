package io.quipu.it.deploy;

import java.nio.file.Path;

/** Where the project keeps what is deployed. */
final class DeployFiles {
  private static final Path HOME = Path.of(System.getProperty("quipu.home", ".."));
  private static final Path FOLDER = HOME.resolve(Path.of("runners", "flink", "deploy"));

  private DeployFiles() {}

  /** A file of the project's own folder. */
  static Path ofProject(String path) {
    return HOME.resolve(path);
  }

  /** A file that stands beside the jar's build. */
  static Path file(String path) {
    return FOLDER.resolve(path);
  }

  static Path jar() {
    return file("target/quipu-flink-job.jar");
  }
}
