package io.quipu.pipeline;

import io.quipu.model.state.Generations;

/**
 * Knows the incarnation of a job: its life from one stateless start to the next, which tells its
 * own stored pages from those of the lives before it. A job that goes on from its own state, or
 * starts anew at the very place where it started before, keeps its incarnation.
 */
public interface IncarnationRegistry {

  /** Every start begins a new one: for jobs that never go on from state. */
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
   * The incarnation of a job that is about to start.
   *
   * @param job what it reads, by name
   * @param start where it starts to read if it has no state, in a few words or a hash
   * @param hasState whether it goes on from state
   */
  long incarnation(String job, String start, boolean hasState) throws InterruptedException;

  /** Whether the last start of a job was this one. */
  boolean isLastStart(String job, String start) throws InterruptedException;
}
