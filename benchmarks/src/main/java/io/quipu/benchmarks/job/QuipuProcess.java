package io.quipu.benchmarks.job;

import io.quipu.cli.Quipu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code ./quipu} command in its own process. Closing stops it. */
public final class QuipuProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 20;

  private final ChildJvm jvm;
  private final Path log;

  private QuipuProcess(ChildJvm jvm, Path log) {
    this.jvm = jvm;
    this.log = log;
  }

  /**
   * Starts a command.
   *
   * @param log the file for its output
   * @param heap the value of -Xmx
   * @param arguments the arguments of {@code ./quipu}
   */
  public static QuipuProcess start(Path log, String heap, List<String> arguments)
      throws IOException {
    ProcessBuilder builder =
        ChildJvm.builder(heap, List.of(), Quipu.class, arguments)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    return new QuipuProcess(ChildJvm.start(builder), log);
  }

  public long pid() {
    return jvm.process().pid();
  }

  /**
   * Checks that the process still runs.
   *
   * @throws IllegalStateException if it has ended
   */
  public void requireRunning() {
    if (!jvm.process().isAlive()) {
      throw new IllegalStateException("./quipu has ended; see " + log + ".");
    }
  }

  /** Kills it, so that it has no time to end well. */
  public void kill() {
    jvm.close();
  }

  @Override
  public void close() {
    jvm.process().destroy();
    try {
      jvm.process().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    jvm.close();
  }
}
