package io.quipu.benchmarks.throughput;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.benchmarks.job.ChildJvm;
import io.quipu.cli.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Runs one contender in its own JVM. */
final class ContenderRun {
  private final Path folder;
  private final String heap;
  private final boolean profile;
  private final Progress progress;

  /**
   * @param folder for logs and recordings, and for state during a run
   * @param heap the value of -Xmx
   * @param profile whether to record with Java's flight recorder
   */
  ContenderRun(Path folder, String heap, boolean profile, Progress progress) {
    this.folder = folder;
    this.heap = heap;
    this.profile = profile;
    this.progress = progress;
  }

  /**
   * Runs the contender until it has counted all events.
   *
   * @throws IllegalStateException if it fails; its log says why
   */
  ContenderProcess.Outcome run(ContenderProcess.Task task) throws IOException {
    ObjectMapper json = ContenderProcess.json();
    Path taskFile = folder.resolve(task.contender() + "-task.json");
    Path outcomeFile = folder.resolve(task.contender() + "-outcome.json");
    Path log = folder.resolve(task.contender() + ".log");
    json.writeValue(taskFile.toFile(), task);
    Files.deleteIfExists(outcomeFile);
    Files.createDirectories(task.yardstick().folder());
    ProcessBuilder builder =
        ChildJvm.builder(
                heap,
                profile ? List.of(recording(task.contender())) : List.of(),
                ContenderProcess.class,
                List.of(taskFile.toString(), outcomeFile.toString()))
            .redirectError(log.toFile());
    try (ChildJvm contender = ChildJvm.start(builder)) {
      follow(contender.process(), task);
    } finally {
      MoreFiles.deleteRecursively(task.yardstick().folder(), RecursiveDeleteOption.ALLOW_INSECURE);
    }
    if (!Files.exists(outcomeFile)) {
      throw new IllegalStateException(
          "The contender " + task.contender() + " failed; see " + log + ".");
    }
    return json.readValue(outcomeFile.toFile(), ContenderProcess.Outcome.class);
  }

  private void follow(Process process, ContenderProcess.Task task) throws IOException {
    long told = System.nanoTime();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine();
          line != null && !line.equals(ContenderProcess.DONE);
          line = lines.readLine()) {
        long every = progress.isTerminal() ? 1_000_000_000L : 15_000_000_000L;
        if (line.startsWith("counted ") && System.nanoTime() - told > every) {
          told = System.nanoTime();
          tell(task, Long.parseLong(line.substring("counted ".length())));
        }
      }
    }
  }

  private void tell(ContenderProcess.Task task, long counted) {
    String line =
        String.format(
            Locale.ROOT, "%s: %,d of %,d events", task.contender(), counted, task.expected());
    if (progress.isTerminal()) {
      progress.change(line);
    } else {
      progress.accept(line);
    }
  }

  private String recording(String contender) {
    return "-XX:StartFlightRecording=settings=profile,filename="
        + folder.resolve(contender + ".jfr");
  }
}
