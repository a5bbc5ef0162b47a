package io.quipu.benchmarks.job;

import io.quipu.cli.Quipu;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code ./quipu} command in a process of its own. Closing stops it. */
public final class QuipuProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final Path log;
  private final Thread atExit;

  private QuipuProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    // Ctrl-C leaves none behind.
    this.atExit = new Thread(process::destroyForcibly, "stop-quipu");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts one.
   *
   * @param log where its output goes
   * @param heap as for -Xmx
   * @param arguments those of {@code ./quipu}
   */
  public static QuipuProcess start(Path log, String heap, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("--add-") || option.startsWith("-Dquipu.home")) {
        command.add(option);
      }
    }
    command.add("-Xmx" + heap);
    command.add(Quipu.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new QuipuProcess(builder.start(), log);
  }

  public long pid() {
    return process.pid();
  }

  /**
   * @throws IllegalStateException if it has ended
   */
  public void requireRunning() {
    if (!process.isAlive()) {
      throw new IllegalStateException("./quipu has ended; see " + log + ".");
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
