package io.quipu.localstack.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Finds out which job manager leads, by their logs: Flink's interface does not tell. */
final class FlinkLeader {
  /** How Flink writes that a job manager leads from now on; the time is at the line's beginning. */
  private static final String GRANTED = "was granted leadership";

  private FlinkLeader() {}

  /** The index of the running job manager that was the last to be granted the leadership. */
  static Optional<Integer> of(List<RunningFlinkProcess> jobManagers) {
    Optional<Integer> leader = Optional.empty();
    String latest = "";
    for (int index = 0; index < jobManagers.size(); index++) {
      String granted = lastGrant(jobManagers.get(index));
      if (jobManagers.get(index).isRunning() && granted.compareTo(latest) > 0) {
        latest = granted;
        leader = Optional.of(index);
      }
    }
    return leader;
  }

  /** The last line about it; such lines are ordered by their time. Empty if there is none. */
  private static String lastGrant(RunningFlinkProcess jobManager) {
    try {
      // A line may be half written, and then need not be UTF-8.
      String log = new String(Files.readAllBytes(jobManager.logFile()), StandardCharsets.UTF_8);
      return log.lines().filter(line -> line.contains(GRANTED)).reduce("", (one, next) -> next);
    } catch (IOException e) {
      throw new UncheckedIOException("The log of " + jobManager.name() + " cannot be read.", e);
    }
  }
}
