package io.quipu.model.state;

import io.quipu.model.failure.PermanentFailure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ByteWriter} wrote, in the same order. Not thread-safe. */
public final class ByteReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private int position;

  public ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  public int readByte() {
    return bytes[position++] & 0xFF;
  }

  public long readLong() {
    long value = (long) LONG.get(bytes, position);
    position += 8;
    return value;
  }

  public long readVarLong() {
    byte first = bytes[position++];
    long value = first & 0x7F;
    int shift = 7;
    byte last = first;
    while (last < 0) {
      last = bytes[position++];
      value |= (last & 0x7FL) << shift;
      shift += 7;
    }
    return value;
  }

  public int readVarInt() {
    return (int) readVarLong();
  }

  public long readZigZag() {
    long value = readVarLong();
    return (value >>> 1) ^ -(value & 1);
  }

  public String readString() {
    int length = readVarInt();
    String value = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return value;
  }

  public @Nullable String readNullableString() {
    return readByte() == 0 ? null : readString();
  }

  public byte[] readBytes() {
    int length = readVarInt();
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  boolean atEnd() {
    return position == bytes.length;
  }

  /** Fails if bytes follow the format, because they would be lost silently. */
  public void expectEnd(String what) {
    if (!atEnd()) {
      throw new IllegalArgumentException(
          what + " has " + (bytes.length - position) + " bytes more than its format.");
    }
  }

  /**
   * Reads the version, which is the first byte of each kept format.
   *
   * @throws PermanentFailure if it is not the one that this program reads
   */
  public void expectVersion(int version, String what) {
    int found = readByte();
    if (found != version) {
      throw new PermanentFailure(
          what
              + " has the format version "
              + found
              + ", but this program reads version "
              + version
              + "; run the program that wrote it.");
    }
  }
}
