package io.quipu.transforms.coders;

import com.dynatrace.hash4j.hashing.Hashing;
import io.quipu.model.Shard;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spreads shards evenly over Flink's key groups, of which each slot has as many as the others.
 *
 * <p>Beam's Flink runner hashes a key's bytes, and Flink puts the key into a group by that hash. Of
 * 256 shards that are left to chance, the busiest of 16 slots gets up to 1.7 times its part, and
 * the job is as fast as that slot. So each shard's key has a number after it that brings it into
 * the group that is its own. Other runners place keys by what they like, and it does no harm.
 */
final class KeyGroups {

  /** 128 groups, the job's maximum parallelism on Flink unless configured. */
  private static final int GROUP_BITS = 7;

  // A job has a few months; a backfill of years may have more than are worth remembering.
  private static final int MAX_REMEMBERED = 1 << 16;

  private static final Map<Shard, Integer> SALTS = new ConcurrentHashMap<>();

  private KeyGroups() {}

  /** What follows a shard in its key; always the same for the same shard. */
  static int salt(Shard shard) {
    Integer known = SALTS.get(shard);
    if (known != null) {
      return known;
    }
    if (SALTS.size() >= MAX_REMEMBERED) {
      SALTS.clear();
    }
    int wanted = wantedGroup(shard.number());
    int salt = 0;
    while (group(ShardCoder.bytes(shard, salt)) != wanted) {
      salt++;
    }
    SALTS.put(shard, salt);
    return salt;
  }

  /**
   * The group that a shard should be in. Its number's bits are turned round, so that however many
   * shards there are, they are spread over all groups (van der Corput's sequence).
   */
  private static int wantedGroup(int number) {
    return Integer.reverse(number) >>> (Integer.SIZE - GROUP_BITS);
  }

  /**
   * The group that a key is in: {@code KeyGroupRangeAssignment} of Flink for the hash code of
   * Beam's {@code FlinkKey}.
   */
  private static int group(byte[] key) {
    int hash = Hashing.murmur3_128().hashBytesTo128Bits(key).getAsInt();
    int mixed = Hashing.murmur3_32().hashStream().putInt(hash).getAsInt();
    return Math.floorMod(mixed == Integer.MIN_VALUE ? 0 : Math.abs(mixed), 1 << GROUP_BITS);
  }
}
