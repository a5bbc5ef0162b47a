package io.quipu.simulation.runner;

/**
 * How the simulated runner behaves.
 *
 * @param parallelism how many subtasks each stage has
 * @param partitions how many partitions the log had when the job first started; the job finds later
 *     ones while it runs
 * @param keyAffinity whether a subtask has one instance of a DoFn, which gets all elements of its
 *     keys; otherwise it has two, and each bundle goes to either
 * @param timersShowWatermark whether an event-time timer shows the watermark as its current time;
 *     otherwise it shows the time of the element that is processed
 */
public record Settings(
    int parallelism, int partitions, boolean keyAffinity, boolean timersShowWatermark) {

  /** The same runner with another number of subtasks. */
  public Settings withParallelism(int value) {
    return new Settings(value, partitions, keyAffinity, timersShowWatermark);
  }
}
