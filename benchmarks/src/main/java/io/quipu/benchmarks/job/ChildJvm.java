package io.quipu.benchmarks.job;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A child JVM with this JVM's class path; it ends at the latest with this JVM. Closing kills it.
 */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final Thread atExit;

  private ChildJvm(Process process) {
    this.process = process;
    // Ctrl-C ends the child too.
    this.atExit = new Thread(process::destroyForcibly, "stop-child");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * The builder of such a process; the caller must redirect its output.
   *
   * @param heap the value of -Xmx
   * @param options more JVM options
   * @param main the main class
   * @param arguments the arguments of the main class
   */
  public static ProcessBuilder builder(
      String heap, List<String> options, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("--add-") || option.startsWith("-Dquipu.")) {
        command.add(option);
      }
    }
    command.add("-Xmx" + heap);
    command.addAll(options);
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder;
  }

  public static ChildJvm start(ProcessBuilder builder) throws IOException {
    return new ChildJvm(builder.start());
  }

  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
