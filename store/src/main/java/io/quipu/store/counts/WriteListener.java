package io.quipu.store.counts;

/** Learns what a {@link CountsWriter} has written. */
@FunctionalInterface
public interface WriteListener {

  /** A batch of rows is durable. Called on the thread that waits for it. */
  void written(WrittenBatch batch);

  /**
   * What it took to write a batch of rows.
   *
   * @param requests how many requests it took, each of some partitions
   * @param retries how many requests of the writer were made again since the batch before
   * @param totalMillis the time of all requests, added up
   * @param minMillis the time of the fastest request; 0 if there was none
   * @param maxMillis the time of the slowest request; 0 if there was none
   */
  record WrittenBatch(
      int rows, int requests, long retries, long totalMillis, long minMillis, long maxMillis) {}
}
