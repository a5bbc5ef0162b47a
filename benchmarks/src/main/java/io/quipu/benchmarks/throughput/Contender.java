package io.quipu.benchmarks.throughput;

/** A program that counts the events of a topic, in its own JVM. */
public interface Contender {
  /**
   * Starts the program, and returns when it runs. It adds each result to {@link Tally}, until the
   * returned object is closed.
   */
  AutoCloseable start(Yardstick yardstick) throws Exception;
}
