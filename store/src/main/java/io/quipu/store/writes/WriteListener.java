package io.quipu.store.writes;

/** Receives what a {@link CountsWriter} has written. */
@FunctionalInterface
public interface WriteListener {

  /** A batch of rows is durable. Called on the thread that waits for it. */
  void written(WrittenBatch batch);

  /**
   * The requests that wrote a batch of rows, and their durations.
   *
   * @param requests the number of requests, each to a few partitions
   * @param retries how many requests the writer repeated since the batch before
   * @param totalMillis the time of all requests, added up
   * @param minMillis the time of the fastest request; 0 if there was none
   * @param maxMillis the time of the slowest request; 0 if there was none
   */
  record WrittenBatch(
      int rows, int requests, long retries, long totalMillis, long minMillis, long maxMillis) {}
}
