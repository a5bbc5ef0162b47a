package io.quipu.pipeline.start;

import org.jspecify.annotations.Nullable;

/**
 * What a job that starts has from an earlier start.
 *
 * @param hasState whether it continues from a checkpoint or a savepoint, which has the offsets
 * @param name the name of the state's life, if the user gave one: a start with the same name is the
 *     same run, even before the first checkpoint
 */
public record JobLife(boolean hasState, @Nullable String name) {

  /** A start from nothing, or from the place where the same start began before. */
  public static final JobLife WITHOUT_STATE = new JobLife(false, null);

  /** A start from the job's own state. */
  public static final JobLife WITH_STATE = new JobLife(true, null);
}
