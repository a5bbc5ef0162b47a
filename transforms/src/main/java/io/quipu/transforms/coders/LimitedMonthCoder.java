package io.quipu.transforms.coders;

import io.quipu.model.limit.LimitedMonth;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes the month of a dimension as a variable-length number and a fingerprint of 16 bytes. */
public final class LimitedMonthCoder extends CustomCoder<LimitedMonth> {
  private static final long serialVersionUID = 1L;
  private static final LimitedMonthCoder INSTANCE = new LimitedMonthCoder();

  private LimitedMonthCoder() {}

  public static LimitedMonthCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(LimitedMonth value, OutputStream out) throws IOException {
    VarInt.encode(value.month(), out);
    FingerprintCoder.of().encode(value.dimension(), out);
  }

  @Override
  public LimitedMonth decode(InputStream in) throws IOException {
    return new LimitedMonth(VarInt.decodeInt(in), FingerprintCoder.of().decode(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LimitedMonthCoder;
  }

  @Override
  public int hashCode() {
    return LimitedMonthCoder.class.getName().hashCode();
  }
}
