package io.quipu.localstack.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The command line of a server: class path, JVM options, main class and arguments. */
public record JavaProgram(
    List<String> classPath, List<String> jvmOptions, String mainClass, List<String> arguments) {

  /** The environment variable with the user's own JVM options for all servers. */
  private static final String OPTIONS_VARIABLE = "QUIPU_SERVER_JAVA_OPTS";

  private static final Pattern WHITESPACE = Pattern.compile("\\s+");

  /**
   * A shell script that runs a detached server and writes to its log how it ended. A server that is
   * killed (kill -9, or out of memory) cannot log this itself. The traps keep the shell alive when
   * a signal to stop reaches it; unlike ignored signals, a child does not inherit them.
   */
  private static final String LOG_ITS_END =
      """
      trap : HUP INT TERM
      "$@"
      code=$?
      if [ "$code" -gt 128 ]; then
        how="was ended by the signal $(kill -l "$code")"
      else
        how="has ended with the exit code $code"
      fi
      echo "$(date -u '+%Y-%m-%d %H:%M:%SZ') quipu: $0 $how."
      """;

  public JavaProgram {
    classPath = List.copyOf(classPath);
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
  }

  /**
   * The process to start in a folder; its output goes to the log there. For {@link
   * Lifetime#DETACHED} it is a shell, and the server is its only child.
   */
  ProcessBuilder processIn(String name, ServerFolder folder, Lifetime lifetime) {
    List<String> line = new ArrayList<>();
    List<String> classes = new ArrayList<>(classPath);
    // Attached servers too: Ctrl-C must not end them before the process that started them, which
    // still needs them while it stops.
    line.add(leaveTerminal());
    if (lifetime == Lifetime.DETACHED) {
      line.addAll(List.of("sh", "-c", LOG_ITS_END, name));
    }
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add(ServerMark.of(folder).option());
    line.addAll(jvmOptions);
    line.addAll(usersOptions());
    if (lifetime == Lifetime.ATTACHED) {
      classes.add(extractExitWithParent(folder).toString());
      line.add(ExitWithParent.class.getName());
    }
    line.add(mainClass);
    line.addAll(arguments);
    ProcessBuilder process =
        new ProcessBuilder(line)
            .directory(folder.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
            .redirectInput(
                lifetime == Lifetime.ATTACHED
                    ? ProcessBuilder.Redirect.PIPE
                    : ProcessBuilder.Redirect.from(new File("/dev/null")));
    // Not an argument: the command line stays short enough to read in a process list.
    process.environment().put("CLASSPATH", String.join(File.pathSeparator, classes));
    return process;
  }

  private static List<String> usersOptions() {
    String given = Objects.requireNonNullElse(System.getenv(OPTIONS_VARIABLE), "");
    return WHITESPACE.splitAsStream(given).filter(option -> !option.isEmpty()).toList();
  }

  /** {@code setsid} for a new session if the system has it; else {@code nohup}. */
  private static String leaveTerminal() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    boolean setsid =
        Stream.of(path.split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
    return setsid ? "setsid" : "nohup";
  }

  /** Copies only this class: our whole class path would conflict with the server's. */
  private static Path extractExitWithParent(ServerFolder folder) {
    Path classes = folder.conf().resolve("classes");
    String resource = ExitWithParent.class.getName().replace('.', '/') + ".class";
    Path target = classes.resolve(resource);
    try (InputStream in =
        Objects.requireNonNull(ExitWithParent.class.getResourceAsStream("/" + resource))) {
      ServerFolder.createParentOf(target);
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return classes;
  }
}
