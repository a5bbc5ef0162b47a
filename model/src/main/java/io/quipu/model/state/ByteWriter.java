package io.quipu.model.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing byte array with the few encodings that stored formats use. Not thread-safe. */
public final class ByteWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int size;

  public ByteWriter(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  public void writeByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  /** Eight bytes, big-endian. */
  public void writeLong(long value) {
    ensure(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  /** Seven bits per byte, the lowest first; a small number takes 1 byte, a negative number 10. */
  public void writeVarLong(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  public void writeVarInt(int value) {
    writeVarLong(value & 0xFFFF_FFFFL);
  }

  /** Like {@link #writeVarLong}, but small negative numbers take few bytes, too. */
  public void writeZigZag(long value) {
    writeVarLong((value << 1) ^ (value >> 63));
  }

  /** The length in bytes, then UTF-8. */
  public void writeString(String value) {
    writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** A flag, then the string if there is one. */
  public void writeNullableString(@Nullable String value) {
    writeByte(value == null ? 0 : 1);
    if (value != null) {
      writeString(value);
    }
  }

  /** The length, then the bytes. */
  public void writeBytes(byte[] value) {
    writeVarInt(value.length);
    writeRaw(value, 0, value.length);
  }

  /** All bytes of another writer, without their length. */
  public void writeAll(ByteWriter other) {
    writeRaw(other.bytes, 0, other.size);
  }

  /** The number of bytes so far. */
  public int size() {
    return size;
  }

  public void writeRaw(byte[] source, int from, int length) {
    ensure(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * bytes.length));
    }
  }
}
