package io.quipu.it.deploy;

import java.nio.file.Path;

/** Where the project keeps what is deployed. */
final class DeployFiles {
  private static final Path FOLDER =
      Path.of(System.getProperty("quipu.home", ".."), "runners", "flink", "deploy");

  private DeployFiles() {}

  /** A file that stands beside the jar's build. */
  static Path file(String path) {
    return FOLDER.resolve(path);
  }

  static Path jar() {
    return file("target/quipu-flink-job.jar");
  }
}
