package io.quipu.transforms.coders;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * A coder for a type that has its own byte format: it writes the number of bytes, then the bytes.
 *
 * @param <T> an immutable type
 */
abstract class BytesCoder<T> extends CustomCoder<T> {
  private static final long serialVersionUID = 1L;

  /** Returns the value in its own format. */
  abstract byte[] toBytes(T value);

  /** Returns the value from the bytes of {@link #toBytes}. */
  abstract T fromBytes(byte[] bytes);

  @Override
  public final void encode(T value, OutputStream out) throws IOException {
    byte[] bytes = toBytes(value);
    VarInt.encode(bytes.length, out);
    out.write(bytes);
  }

  @Override
  public final T decode(InputStream in) throws IOException {
    int length = VarInt.decodeInt(in);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("Expected " + length + " bytes, found " + bytes.length + ".");
    }
    return fromBytes(bytes);
  }

  @Override
  public final void verifyDeterministic() {}

  @Override
  public final boolean consistentWithEquals() {
    return true;
  }

  /** All coders of a class are equal: each can read the state that another wrote. */
  @SuppressWarnings("EqualsGetClass") // Subclasses are final and differ in nothing but their class.
  @Override
  public final boolean equals(Object other) {
    return other != null && getClass() == other.getClass();
  }

  @Override
  public final int hashCode() {
    return getClass().getName().hashCode();
  }
}
