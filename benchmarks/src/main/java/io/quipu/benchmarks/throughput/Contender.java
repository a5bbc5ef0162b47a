package io.quipu.benchmarks.throughput;

/** One way of counting the events of a topic; runs in a JVM of its own. */
public interface Contender {
  /**
   * Starts to count, and returns when it runs. It goes on until it is closed, and tells {@link
   * Tally} each result.
   */
  AutoCloseable start(Yardstick yardstick) throws Exception;
}
