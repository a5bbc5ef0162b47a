package io.quipu.pipeline.start;

import org.jspecify.annotations.Nullable;

/**
 * What a job that starts has from an earlier start.
 *
 * @param hasState whether it continues from a checkpoint or a savepoint, which has the offsets
 * @param name the name of the state's life, if the user gave one: a start with the same name is the
 *     same run, even before the first checkpoint
 * @param incarnation the number of the run that the state is of, or, without state, of the run that
 *     has begun in the state folder and has not completed a checkpoint; null if it is not known
 */
public record JobLife(boolean hasState, @Nullable String name, @Nullable Long incarnation) {

  /** A start from nothing, or from the place where the same start began before. */
  public static final JobLife WITHOUT_STATE = new JobLife(false, null, null);

  /** A start from the job's own state. */
  public static final JobLife WITH_STATE = new JobLife(true, null, null);

  /** A start with a name. */
  public static JobLife named(boolean hasState, @Nullable String name) {
    return new JobLife(hasState, name, null);
  }

  /** A start after one that ended before its first checkpoint. */
  public static JobLife begun(long incarnation) {
    return new JobLife(false, null, incarnation);
  }

  /** A start from the state of a run. */
  public static JobLife of(long incarnation) {
    return new JobLife(true, null, incarnation);
  }
}
