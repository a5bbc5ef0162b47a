package io.quipu.localstack.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the class path of a server, which the build writes to a file. */
public final class ServerClassPath {
  private static final String HOME = "quipu.home";

  private ServerClassPath() {}

  /**
   * The jars of a server.
   *
   * @param server the folder below {@code local-stack/servers}
   * @throws LocalStackException if the project was not built or a jar was deleted since
   */
  public static List<String> of(String server) {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new LocalStackException(
          "The system property " + HOME + " is not set: set it to the folder of the project.");
    }
    Path file = Path.of(home, "local-stack", "servers", server, "target", "classpath");
    if (!Files.exists(file)) {
      throw new LocalStackException(
          file.toAbsolutePath() + " is missing: run mvn package in the project's folder.");
    }
    try {
      List<String> jars = List.of(Files.readString(file).strip().split(File.pathSeparator, -1));
      for (String jar : jars) {
        if (!Files.exists(Path.of(jar))) {
          throw new LocalStackException(
              jar + " is missing: run mvn package in the project's folder to fetch it again.");
        }
      }
      return jars;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
