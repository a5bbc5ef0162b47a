package io.quipu.runners.flink;

import com.dynatrace.hash4j.hashing.Hashing;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.ShardPlacement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.util.VarInt;

/**
 * Spreads shards evenly over Flink's key groups. Each slot has the same number of key groups.
 *
 * <p>Beam's Flink runner hashes the bytes of a key, and Flink chooses the group by that hash. With
 * 256 shards in random groups, the busiest of 16 slots gets up to 1.7 times its share. This slot
 * limits the speed of the job. So the key of each shard has a suffix that puts it into the intended
 * group.
 */
public enum KeyGroups implements ShardPlacement {
  /** The placement for 128 groups, the default maximum parallelism of a job. */
  OF_128;

  private static final int GROUP_BITS = 7;

  // A job has a few months of shards. A backfill of years has more, so the map is limited.
  private static final int MAX_REMEMBERED = 1 << 16;

  private static final Map<Shard, Integer> SUFFIXES = new ConcurrentHashMap<>();

  @Override
  public int suffix(Shard shard) {
    Integer known = SUFFIXES.get(shard);
    if (known != null) {
      return known;
    }
    if (SUFFIXES.size() >= MAX_REMEMBERED) {
      SUFFIXES.clear();
    }
    int wanted = wantedGroup(shard.number());
    int suffix = 0;
    while (group(key(shard, suffix)) != wanted) {
      suffix++;
    }
    SUFFIXES.put(shard, suffix);
    return suffix;
  }

  /**
   * The group for a shard. It reverses the bits of the shard's number, so any number of shards is
   * spread over all groups (van der Corput sequence).
   */
  private static int wantedGroup(int number) {
    return Integer.reverse(number) >>> (Integer.SIZE - GROUP_BITS);
  }

  /**
   * Computes the group of a key as Flink does: {@code KeyGroupRangeAssignment} for the hash code of
   * Beam's {@code FlinkKey}.
   */
  private static int group(byte[] key) {
    int hash = Hashing.murmur3_128().hashBytesTo128Bits(key).getAsInt();
    int mixed = Hashing.murmur3_32().hashStream().putInt(hash).getAsInt();
    return Math.floorMod(mixed == Integer.MIN_VALUE ? 0 : Math.abs(mixed), 1 << GROUP_BITS);
  }

  /** A shard's key as {@link io.quipu.transforms.coders.ShardCoder} writes it. */
  private static byte[] key(Shard shard, int suffix) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      VarInt.encode(shard.month(), out);
      VarInt.encode(shard.number(), out);
      VarInt.encode(suffix, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
