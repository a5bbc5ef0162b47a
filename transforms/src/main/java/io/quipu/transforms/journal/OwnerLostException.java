package io.quipu.transforms.journal;

import io.quipu.model.state.Shard;

/** A later attempt has taken a shard over, so this one must not write its rows any more. */
public final class OwnerLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OwnerLostException(Shard shard, long mine, long other) {
    super(
        ("Another attempt of this job has taken over shard %d of month %d (owner %d; this attempt is"
                + " owner %d), so this attempt ends. If the job is started twice, stop one of the"
                + " two.")
            .formatted(shard.number(), shard.month(), other, mine));
  }
}
