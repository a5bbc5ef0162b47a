package io.quipu.runners.spi;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A job that was started. Closing it stops the part of it that runs in this process. */
public interface RunningJob extends AutoCloseable {

  /**
   * Where the template of the job is and how to run it, if the runner only wrote a template; empty
   * if the job was started.
   */
  default Optional<String> template() {
    return Optional.empty();
  }

  /** Whether the input has an end; the job then ends with it. */
  boolean isBounded();

  /** Whether the job continues when this process ends. */
  boolean outlivesProcess();

  /** The web page of the runner, if it has one in this process. */
  Optional<URI> webAddress();

  /** The time since the job was started. */
  Duration age();

  /** The counters of the job, since its start or its last recovery from a failure. */
  JobFigures figures() throws InterruptedException;

  /**
   * How far a batch is, in words: its counters come only at its end. Empty if the job is not a
   * batch, or it is not known.
   */
  default Optional<String> batchProgress() throws InterruptedException {
    return Optional.empty();
  }

  /**
   * The last failure from which the job recovered, or what it waits for; empty if there is none or
   * it is not known.
   */
  Optional<String> trouble() throws InterruptedException;

  /**
   * A text that changes when the job moves: when it reads, counts or completes a checkpoint. Empty
   * if the runner does not say it, or does not answer.
   */
  default Optional<String> movement() throws InterruptedException {
    return Optional.empty();
  }

  /**
   * Waits for the end of the job.
   *
   * @return whether the job has ended
   * @throws JobException if the job failed, or ended although its input has no end
   */
  boolean awaitEnd(Duration atMost) throws InterruptedException;

  /**
   * Drains a job that reads Kafka, and waits until it has ended. All records that were read are
   * counted and written. The state that a later job can continue from is stored.
   *
   * @throws JobException if the runner cannot drain
   */
  void drain() throws InterruptedException;

  @Override
  void close();
}
