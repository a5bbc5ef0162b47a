package io.quipu.pipeline;

import io.quipu.transforms.pages.Generations;

/**
 * Knows the lineage of a job: what tells its own stored pages from those of the jobs before it. A
 * job that goes on from its own state, or starts anew at the very place where it started before,
 * keeps its lineage.
 */
@FunctionalInterface
public interface LineageRegistry {

  /** Every job begins one: for jobs that never go on from state. */
  LineageRegistry ALWAYS_NEW = (job, start) -> Generations.newLineage();

  /**
   * The lineage of a job that is about to start.
   *
   * @param job what it reads, by name
   * @param start where it starts to read if it has no state, in a few words or a hash
   */
  long lineage(String job, String start) throws InterruptedException;
}
