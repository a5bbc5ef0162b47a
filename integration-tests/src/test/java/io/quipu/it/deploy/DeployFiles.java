package io.quipu.it.deploy;

import java.nio.file.Path;

/** Finds the project's deployment files. */
final class DeployFiles {
  private static final Path HOME = Path.of(System.getProperty("quipu.home", ".."));
  private static final Path FOLDER = HOME.resolve(Path.of("runners", "flink", "deploy"));

  private DeployFiles() {}

  /** A file by its path in the project's folder. */
  static Path ofProject(String path) {
    return HOME.resolve(path);
  }

  /** A file by its path in the deployment folder, next to the build of the jar. */
  static Path file(String path) {
    return FOLDER.resolve(path);
  }

  static Path jar() {
    return file("target/quipu-flink-job.jar");
  }
}
