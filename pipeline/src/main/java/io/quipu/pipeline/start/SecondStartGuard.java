package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.store.jobs.Heartbeats;
import io.quipu.store.jobs.Heartbeats.Beat;
import io.quipu.store.jobs.RunHistory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes sure that no other process runs the job. A process that died without a word may have left a
 * heartbeat. On this machine its process is looked for; otherwise the start waits until the
 * heartbeat moves or disappears.
 */
final class SecondStartGuard {
  private final RunHistory history;
  private final Duration pause;
  private final Consumer<String> progress;

  /**
   * @param pause how long to wait between two looks
   */
  SecondStartGuard(RunHistory history, Duration pause, Consumer<String> progress) {
    this.history = history;
    this.pause = pause;
    this.progress = progress;
  }

  /**
   * Waits until it is sure.
   *
   * @throws StartupException if another process runs the job
   */
  void require(String keyspace) throws InterruptedException {
    Optional<Beat> first = history.lastBeat();
    if (first.isEmpty() || first.get().isMine() || first.get().isOfDeadProcess()) {
      return;
    }
    progress.accept(
        "Process %d on %s ran this job a moment ago. Waiting up to %d s to see whether it still does."
            .formatted(first.get().pid(), first.get().host(), Heartbeats.LIFE.toSeconds()));
    while (true) {
      Thread.sleep(pause.toMillis());
      Optional<Beat> now = history.lastBeat();
      if (now.isEmpty()) {
        return;
      }
      if (!now.get().equals(first.get())) {
        throw new StartupException(
            ("Process %d on %s runs this kind of job into the keyspace '%s'. Stop it first, or name"
                    + " another --keyspace.")
                .formatted(now.get().pid(), now.get().host(), keyspace));
      }
    }
  }
}
