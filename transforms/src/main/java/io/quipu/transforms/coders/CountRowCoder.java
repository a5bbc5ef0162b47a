package io.quipu.transforms.coders;

import io.quipu.model.CountRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;

/** Encodes a row by {@link CountRow#toBytes}. Not deterministic: sums come in no set order. */
public final class CountRowCoder extends CustomCoder<CountRow> {
  private static final long serialVersionUID = 1L;
  private static final CountRowCoder INSTANCE = new CountRowCoder();

  private CountRowCoder() {}

  public static CountRowCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(CountRow row, OutputStream out) throws IOException {
    ByteArrayCoder.of().encode(row.toBytes(), out);
  }

  @Override
  public CountRow decode(InputStream in) throws IOException {
    return CountRow.fromBytes(ByteArrayCoder.of().decode(in));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CountRowCoder;
  }

  @Override
  public int hashCode() {
    return CountRowCoder.class.hashCode();
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
