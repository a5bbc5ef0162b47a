package io.quipu.pipeline;

import io.quipu.model.state.Generations;

/**
 * Assigns incarnations to jobs. An incarnation lasts from one start without state to the next; it
 * separates a job's own stored pages from those of earlier incarnations. A job keeps its
 * incarnation if it continues from its own state, or starts again at exactly the same place.
 */
public interface IncarnationRegistry {

  /** A new incarnation for every start: for jobs that never continue from state. */
  IncarnationRegistry ALWAYS_NEW =
      new IncarnationRegistry() {
        @Override
        public long incarnation(String job, String start, boolean hasState) {
          return Generations.newIncarnation();
        }

        @Override
        public boolean isLastStart(String job, String start) {
          return false;
        }
      };

  /**
   * Returns the incarnation of a job that is about to start.
   *
   * @param job the job's name, which says what it reads
   * @param start where it starts to read without state, as a short text or a hash
   * @param hasState whether it continues from state
   */
  long incarnation(String job, String start, boolean hasState) throws InterruptedException;

  /** Returns whether the job's last start was this one. */
  boolean isLastStart(String job, String start) throws InterruptedException;
}
