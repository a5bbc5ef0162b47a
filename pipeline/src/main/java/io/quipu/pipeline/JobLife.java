package io.quipu.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What a job that starts has of an earlier start.
 *
 * @param hasState whether it goes on from a checkpoint or a savepoint, which says where to read on
 * @param name of the life of its state, if the user named it: a start of the same name goes on with
 *     the same life, also while there is no checkpoint yet
 */
public record JobLife(boolean hasState, @Nullable String name) {

  /** A start from nothing, or from where the same start began before. */
  public static final JobLife WITHOUT_STATE = new JobLife(false, null);

  /** A start from the job's own state. */
  public static final JobLife WITH_STATE = new JobLife(true, null);
}
