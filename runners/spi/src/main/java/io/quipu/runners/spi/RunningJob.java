package io.quipu.runners.spi;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A job that was started. Closing it stops what runs of it in this process. */
public interface RunningJob extends AutoCloseable {

  /** Whether it ends when its input does. */
  boolean isBounded();

  /** Whether it goes on when this process ends. */
  boolean outlivesProcess();

  /** The web page of the runner, if it has one in this process. */
  Optional<URI> webAddress();

  /** How long it has been running. */
  Duration age();

  /** What it has done so far; since it last recovered from a failure, where there are such. */
  JobFigures figures() throws InterruptedException;

  /** What it last had to recover from, or is waiting for, if it is known. */
  Optional<String> trouble() throws InterruptedException;

  /**
   * Waits for its end.
   *
   * @return whether it has ended
   * @throws JobException if it failed, or ended though its input does not
   */
  boolean awaitEnd(Duration atMost) throws InterruptedException;

  /**
   * Ends a job that reads Kafka as if Kafka had no more: all that was read is written, and all
   * state that a later job can go on from is stored. Waits for that.
   *
   * @throws JobException if the runner cannot
   */
  void drain() throws InterruptedException;

  @Override
  void close();
}
