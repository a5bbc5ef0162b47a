package io.quipu.pipeline;

import io.quipu.transforms.coders.ShardPlacement;
import org.jspecify.annotations.Nullable;

/**
 * What the pipeline must know of the runner that it is built for. The pipeline asks these traits,
 * never the runner's name; so they are here, and each runner states its own.
 *
 * @param keyAffinity whether one instance of a DoFn has all elements of a key as long as it lives,
 *     and is made anew when state goes back to a checkpoint. Then what is in state can be
 *     remembered in memory.
 * @param holdsUntilCheckpoint whether {@code @RequiresStableInput} holds elements until a
 *     checkpoint has them, after which the runner never reads their records again
 * @param readersShareThread whether several readers of a source are asked in turn by one thread, so
 *     that a reader that waits holds up the others
 * @param shardPlacement how the runner is told where shards go; null if it needs nothing
 */
public record RunnerTraits(
    boolean keyAffinity,
    boolean holdsUntilCheckpoint,
    boolean readersShareThread,
    @Nullable ShardPlacement shardPlacement) {

  /** A runner of which nothing is known beyond Beam's model. */
  public static final RunnerTraits PLAIN = new RunnerTraits(false, false, false, null);
}
