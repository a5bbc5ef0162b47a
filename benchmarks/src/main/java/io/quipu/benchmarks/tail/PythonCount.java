package io.quipu.benchmarks.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a straight Python script needs for the same files.
 *
 * @param counted the events that it counted
 * @param seconds from the first line to the last
 * @param cpuSeconds of its process
 * @param megabytes the most memory that it had
 */
record PythonCount(long counted, double seconds, double cpuSeconds, double megabytes) {
  private static final String SCRIPT = "count.py";

  /**
   * Runs the script.
   *
   * @param folder where the script is written
   * @throws IllegalStateException if there is no Python 3.9, or it fails
   */
  static PythonCount run(Path folder, List<Path> files) throws IOException, InterruptedException {
    Path script = folder.resolve(SCRIPT);
    try (InputStream text =
        Objects.requireNonNull(PythonCount.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      Files.write(script, text.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    files.forEach(file -> command.add(file.toString()));
    Path out = folder.resolve("count.out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("The Python script failed; it needs Python 3.9 or newer.");
    }
    JsonNode figures = new ObjectMapper().readTree(Files.readString(out));
    return new PythonCount(
        figures.path("counted").asLong(),
        figures.path("seconds").asDouble(),
        figures.path("cpu").asDouble(),
        figures.path("megabytes").asDouble());
  }
}
