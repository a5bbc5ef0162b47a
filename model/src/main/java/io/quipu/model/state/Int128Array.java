package io.quipu.model.state;

import java.math.BigInteger;

/** 128-bit integers in an array of longs: each takes two longs, the high one first. */
final class Int128Array {
  private static final int BYTES = 16;

  private Int128Array() {}

  static void add(long[] target, int at, long high, long low) {
    long sum = target[at + 1] + low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    target[at + 1] = sum;
    target[at] += high + carry;
  }

  static void add(long[] target, int at, BigInteger amount) {
    add(target, at, amount.shiftRight(Long.SIZE).longValueExact(), amount.longValue());
  }

  static BigInteger get(long[] source, int at) {
    BigInteger low = BigInteger.valueOf(source[at + 1]);
    if (low.signum() < 0) {
      low = low.add(BigInteger.ONE.shiftLeft(Long.SIZE));
    }
    return BigInteger.valueOf(source[at]).shiftLeft(Long.SIZE).add(low);
  }

  /**
   * Writes the length in bytes, then two's complement without the bytes that only repeat the sign.
   */
  static void write(long[] source, int at, ByteWriter out) {
    int length = BYTES;
    while (length > 1 && byteOf(source, at, length - 1) == byteOf(source, at, length - 2) >> 7) {
      length--;
    }
    out.writeByte(length);
    for (int i = length - 1; i >= 0; i--) {
      out.writeByte(byteOf(source, at, i));
    }
  }

  static void read(ByteReader in, long[] target, int at) {
    int length = in.readByte();
    long low = (byte) in.readByte();
    long high = low >> (Long.SIZE - 1);
    for (int i = 1; i < length; i++) {
      high = high << 8 | low >>> 56;
      low = low << 8 | in.readByte();
    }
    target[at] = high;
    target[at + 1] = low;
  }

  /** The i-th byte from the low end. */
  private static byte byteOf(long[] source, int at, int i) {
    return (byte) (i < 8 ? source[at + 1] >> (8 * i) : source[at] >> (8 * (i - 8)));
  }
}
