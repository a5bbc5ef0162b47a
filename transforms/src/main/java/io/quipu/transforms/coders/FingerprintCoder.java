package io.quipu.transforms.coders;

import io.quipu.model.counter.Fingerprint;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.beam.sdk.coders.CustomCoder;

/** Writes a fingerprint as its 16 bytes, the high half first. */
public final class FingerprintCoder extends CustomCoder<Fingerprint> {
  private static final long serialVersionUID = 1L;
  private static final FingerprintCoder INSTANCE = new FingerprintCoder();

  private FingerprintCoder() {}

  public static FingerprintCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Fingerprint value, OutputStream out) throws IOException {
    out.write(
        ByteBuffer.allocate(2 * Long.BYTES).putLong(value.high()).putLong(value.low()).array());
  }

  @Override
  public Fingerprint decode(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    return new Fingerprint(data.readLong(), data.readLong());
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FingerprintCoder;
  }

  @Override
  public int hashCode() {
    return FingerprintCoder.class.getName().hashCode();
  }
}
