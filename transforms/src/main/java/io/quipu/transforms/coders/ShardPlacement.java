package io.quipu.transforms.coders;

import io.quipu.model.state.Shard;
import java.io.Serializable;

/**
 * Chooses a suffix for a shard's key, so that the runner places the key as intended. A runner that
 * spreads keys evenly needs none. Implementations must have an {@code equals} by value, because
 * coders compare them.
 */
@FunctionalInterface
public interface ShardPlacement extends Serializable {

  /**
   * Returns the number that follows the shard in its key; always the same for the same shard.
   *
   * @return 0 or more
   */
  int suffix(Shard shard);
}
