package io.quipu.transforms.coders;

import io.quipu.model.Shard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Writes a shard as three variable-length numbers: the month, the number, and the one that places
 * it ({@link KeyGroups}).
 */
public final class ShardCoder extends CustomCoder<Shard> {
  private static final long serialVersionUID = 1L;
  private static final ShardCoder INSTANCE = new ShardCoder();

  private ShardCoder() {}

  public static ShardCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Shard shard, OutputStream out) throws IOException {
    encode(shard, KeyGroups.salt(shard), out);
  }

  @Override
  public Shard decode(InputStream in) throws IOException {
    Shard shard = new Shard(VarInt.decodeInt(in), VarInt.decodeInt(in));
    VarInt.decodeInt(in);
    return shard;
  }

  /** A shard's key, if this followed it. */
  static byte[] bytes(Shard shard, int salt) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      encode(shard, salt, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void encode(Shard shard, int salt, OutputStream out) throws IOException {
    VarInt.encode(shard.month(), out);
    VarInt.encode(shard.number(), out);
    VarInt.encode(salt, out);
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
