package io.quipu.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * Describes what a starting job has from an earlier start.
 *
 * @param hasState whether it continues from a checkpoint or a savepoint, which contains where to
 *     read
 * @param name the name of its state, if the user chose one: starts with the same name belong to one
 *     incarnation, even before the first checkpoint
 */
public record JobLife(boolean hasState, @Nullable String name) {

  /** A start without state, or a repeated start at the same place. */
  public static final JobLife WITHOUT_STATE = new JobLife(false, null);

  /** A start from the job's own state. */
  public static final JobLife WITH_STATE = new JobLife(true, null);
}
