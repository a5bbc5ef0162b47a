package io.quipu.transforms.coders;

import io.quipu.model.state.Shard;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;
import org.jspecify.annotations.Nullable;

/**
 * Writes a shard as variable-length numbers: the month, the number and, if the runner needs it, the
 * suffix of {@link ShardPlacement}.
 */
public final class ShardCoder extends CustomCoder<Shard> {
  private static final long serialVersionUID = 2L;
  private static final ShardCoder PLAIN = new ShardCoder(null);

  private final @Nullable ShardPlacement placement;

  private ShardCoder(@Nullable ShardPlacement placement) {
    this.placement = placement;
  }

  /** Keys without a suffix, which the runner places by itself. */
  public static ShardCoder of() {
    return PLAIN;
  }

  /**
   * Keys that tell the runner where to place them.
   *
   * @param placement null for keys without a suffix
   */
  public static ShardCoder of(@Nullable ShardPlacement placement) {
    return placement == null ? PLAIN : new ShardCoder(placement);
  }

  @Override
  public void encode(Shard shard, OutputStream out) throws IOException {
    VarInt.encode(shard.month(), out);
    VarInt.encode(shard.number(), out);
    if (placement != null) {
      VarInt.encode(placement.suffix(shard), out);
    }
  }

  @Override
  public Shard decode(InputStream in) throws IOException {
    Shard shard = new Shard(VarInt.decodeInt(in), VarInt.decodeInt(in));
    if (placement != null) {
      VarInt.decodeInt(in);
    }
    return shard;
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardCoder coder && Objects.equals(placement, coder.placement);
  }

  @Override
  public int hashCode() {
    return Objects.hash(ShardCoder.class.getName(), placement);
  }
}
