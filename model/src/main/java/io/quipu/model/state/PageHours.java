package io.quipu.model.state;

import java.util.Arrays;

/**
 * The hours of a page, and the set of hours of each entry. The page writes its hours once, and a
 * set refers to them by their place.
 *
 * <pre>
 *  n, n x hour, each as the difference to the one before
 * </pre>
 *
 * A set takes no bytes if the page has one hour, as most pages do. Otherwise it begins with
 *
 * <pre>
 *  2 x place                         of its only hour
 *  2 x k + 1                         for k hours, and then
 *    nothing                           if those are all n
 *    k x place, as differences         if that is no longer than bits, at a byte each
 *    n bits in whole bytes             else; place 0 is the lowest bit of the first byte
 * </pre>
 *
 * All numbers are variable-length; places count from 0. Immutable. The returned sets share arrays,
 * so callers must not change them.
 */
final class PageHours {
  private static final int CODES = 2048;

  private final int[] all;

  private PageHours(int[] all) {
    this.all = all;
  }

  /** The hours of the first {@code count} sets of hour codes; each set is sorted and not empty. */
  static PageHours of(int[][] sets, int count) {
    long[] bits = new long[CODES / Long.SIZE];
    for (int i = 0; i < count; i++) {
      for (int hour : sets[i]) {
        bits[hour / Long.SIZE] |= 1L << hour;
      }
    }
    int size = 0;
    for (long some : bits) {
      size += Long.bitCount(some);
    }
    int[] all = new int[size];
    int at = 0;
    for (int i = 0; i < bits.length; i++) {
      for (long rest = bits[i]; rest != 0; rest &= rest - 1) {
        all[at++] = i * Long.SIZE + Long.numberOfTrailingZeros(rest);
      }
    }
    return new PageHours(all);
  }

  static PageHours read(ByteReader in) {
    int[] all = new int[in.readVarInt()];
    int last = 0;
    for (int i = 0; i < all.length; i++) {
      last += in.readVarInt();
      all[i] = last;
    }
    return new PageHours(all);
  }

  void write(ByteWriter out) {
    out.writeVarInt(all.length);
    int last = 0;
    for (int hour : all) {
      out.writeVarInt(hour - last);
      last = hour;
    }
  }

  void writeSet(int[] hours, ByteWriter out) {
    if (all.length == 1) {
      return;
    }
    if (hours.length == 1) {
      out.writeVarInt(2 * place(hours[0], 0));
      return;
    }
    out.writeVarInt(2 * hours.length + 1);
    if (hours.length == all.length) {
      return;
    }
    if (hours.length <= bitBytes()) {
      writePlaces(hours, out);
    } else {
      writeBits(hours, out);
    }
  }

  int[] readSet(ByteReader in) {
    if (all.length == 1) {
      return all;
    }
    int head = in.readVarInt();
    if ((head & 1) == 0) {
      return new int[] {all[head >>> 1]};
    }
    int size = head >>> 1;
    if (size == all.length) {
      return all;
    }
    return size <= bitBytes() ? readPlaces(size, in) : readBits(size, in);
  }

  private void writePlaces(int[] hours, ByteWriter out) {
    int last = 0;
    for (int hour : hours) {
      int place = place(hour, last);
      out.writeVarInt(place - last);
      last = place;
    }
  }

  private int[] readPlaces(int size, ByteReader in) {
    int[] hours = new int[size];
    int place = 0;
    for (int i = 0; i < size; i++) {
      place += in.readVarInt();
      hours[i] = all[place];
    }
    return hours;
  }

  private void writeBits(int[] hours, ByteWriter out) {
    byte[] bits = new byte[bitBytes()];
    int place = 0;
    for (int hour : hours) {
      place = place(hour, place);
      bits[place / Byte.SIZE] |= (byte) (1 << place % Byte.SIZE);
    }
    out.writeRaw(bits, 0, bits.length);
  }

  private int[] readBits(int size, ByteReader in) {
    int[] hours = new int[size];
    int at = 0;
    for (int first = 0; first < all.length; first += Byte.SIZE) {
      for (int rest = in.readByte(); rest != 0; rest &= rest - 1) {
        hours[at++] = all[first + Integer.numberOfTrailingZeros(rest)];
      }
    }
    return hours;
  }

  private int place(int hour, int from) {
    return Arrays.binarySearch(all, from, all.length, hour);
  }

  private int bitBytes() {
    return (all.length + Byte.SIZE - 1) / Byte.SIZE;
  }
}
