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

/** A server's program: what is run, on which class path. */
public record JavaProgram(
    List<String> classPath, List<String> jvmOptions, String mainClass, List<String> arguments) {

  /** More options of the servers' JVMs, as the user wants them. */
  private static final String OPTIONS_VARIABLE = "QUIPU_SERVER_JAVA_OPTS";

  private static final Pattern WHITESPACE = Pattern.compile("\\s+");

  /**
   * Waits for a server that outlives us, and says in its log how it ended: whoever finds it gone
   * asks, and what is killed (kill -9, or for want of memory) cannot say so itself. A wish to stop
   * is for the server alone, so the traps; unlike ignored signals, a child does not inherit them.
   */
  private static final String TELL_ITS_END =
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
   * The process to start in a folder, with its output going to the log there. Of a {@link
   * Lifetime#DETACHED} one, the server is the only child.
   */
  ProcessBuilder processIn(String name, ServerFolder folder, Lifetime lifetime) {
    List<String> line = new ArrayList<>();
    List<String> classes = new ArrayList<>(classPath);
    // An attached one too: Ctrl-C is for the process that started it, which still needs it then.
    line.add(leaveTerminal());
    if (lifetime == Lifetime.DETACHED) {
      line.addAll(List.of("sh", "-c", TELL_ITS_END, name));
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
    // Not an argument, so that the command line stays short enough to be read in a process list.
    process.environment().put("CLASSPATH", String.join(File.pathSeparator, classes));
    return process;
  }

  private static List<String> usersOptions() {
    String given = Objects.requireNonNullElse(System.getenv(OPTIONS_VARIABLE), "");
    return WHITESPACE.splitAsStream(given).filter(option -> !option.isEmpty()).toList();
  }

  /** A session of its own where the system has setsid; else at least deaf to hang-ups. */
  private static String leaveTerminal() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    boolean setsid =
        Stream.of(path.split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
    return setsid ? "setsid" : "nohup";
  }

  /** That one class alone, for our whole class path would mix with the server's. */
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
