package io.quipu.transforms.coders;

import io.quipu.model.state.Shard;
import java.io.Serializable;

/**
 * Says what a shard's key carries so that the runner puts it where it should be. A runner that
 * spreads keys well needs none. Implementations have an {@code equals} by value, as coders compare
 * them.
 */
@FunctionalInterface
public interface ShardPlacement extends Serializable {

  /**
   * The number that follows the shard in its key; always the same for the same shard.
   *
   * @return 0 or more
   */
  int suffix(Shard shard);
}
