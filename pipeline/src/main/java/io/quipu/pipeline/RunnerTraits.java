package io.quipu.pipeline;

import io.quipu.transforms.coders.ShardPlacement;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a runner that the pipeline depends on. The pipeline uses only these traits,
 * never the runner's name; each runner module declares its own.
 *
 * @param keyAffinity whether one instance of a DoFn gets all elements of a key as long as it lives,
 *     and is replaced when state is restored from a checkpoint. Then state can be cached in memory.
 * @param holdsUntilCheckpoint whether {@code @RequiresStableInput} holds elements until a
 *     checkpoint contains them; after it the runner never reads their records again
 * @param restoresCheckpoints whether it may go back to a checkpoint after it has output what came
 *     later. Then stored rows can be those of a lost attempt, and a journal corrects them. It also
 *     needs key affinity.
 * @param readersShareThread whether one thread asks several readers of a source in turn, so that a
 *     waiting reader delays the others
 * @param shardPlacement how keys tell the runner where to place shards; null if it needs nothing
 */
public record RunnerTraits(
    boolean keyAffinity,
    boolean holdsUntilCheckpoint,
    boolean restoresCheckpoints,
    boolean readersShareThread,
    @Nullable ShardPlacement shardPlacement) {

  /** The traits of a runner that promises nothing beyond Beam's model. */
  public static final RunnerTraits PLAIN = new RunnerTraits(false, false, false, false, null);
}
