package io.quipu.it.command;

import io.quipu.cli.Quipu;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Calls {@code ./quipu} in a folder, each call in its own process. */
final class Shell {
  /** Stands for an environment variable that must not be set. */
  static final String UNSET = "(unset)";

  private static final long TIMEOUT_MINUTES = 5;
  private static final Path HOME = Path.of(System.getProperty("quipu.home", ".."));

  private final Path folder;
  private final Map<String, String> environment;

  Shell(Path folder) {
    this(folder, Map.of());
  }

  Shell(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** The exit code and the output of a call. */
  record Result(int code, String out, String err) {}

  /** A file of the project. */
  static Path file(String path) {
    return HOME.resolve(path);
  }

  /** Calls the command, and waits for its end. */
  Result call(String... arguments) throws IOException, InterruptedException {
    Started started = start(arguments);
    if (!started.process().waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
      started.process().destroyForcibly();
      throw new AssertionError(
          "The command does not end: " + String.join(" ", arguments) + started.err());
    }
    return new Result(started.process().exitValue(), started.out(), started.err());
  }

  /** Calls the command in this process: for what does not depend on its environment. */
  static Result here(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Quipu.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Result(code, out.toString(), err.toString());
  }

  /** A call that may still be running. */
  record Started(Process process, Path output, Path errors) {
    String out() throws IOException {
      return Files.readString(output, StandardCharsets.UTF_8);
    }

    String err() throws IOException {
      return Files.readString(errors, StandardCharsets.UTF_8);
    }
  }

  /** Calls the command, and returns at once. */
  Started start(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(file("quipu").toAbsolutePath().toString()));
    line.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "call", ".out");
    Path err = Files.createTempFile(folder, "call", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .put(
            "QUIPU_JAVA_OPTS",
            // The build's JVM options for servers make them start fast; they are right here too.
            Objects.requireNonNullElse(System.getenv("QUIPU_SERVER_JAVA_OPTS"), "")
                + " -Djava.io.tmpdir="
                + folder.toAbsolutePath());
    environment.forEach(
        (name, value) -> {
          if (value.equals(UNSET)) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    return new Started(builder.start(), out, err);
  }
}
