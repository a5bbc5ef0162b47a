package io.quipu.transforms.coders;

import io.quipu.model.Shard;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes a shard as two variable-length numbers: the month, then the number. */
public final class ShardCoder extends CustomCoder<Shard> {
  private static final long serialVersionUID = 1L;
  private static final ShardCoder INSTANCE = new ShardCoder();

  private ShardCoder() {}

  public static ShardCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Shard shard, OutputStream out) throws IOException {
    VarInt.encode(shard.month(), out);
    VarInt.encode(shard.number(), out);
  }

  @Override
  public Shard decode(InputStream in) throws IOException {
    return new Shard(VarInt.decodeInt(in), VarInt.decodeInt(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardCoder;
  }

  @Override
  public int hashCode() {
    return ShardCoder.class.getName().hashCode();
  }
}
