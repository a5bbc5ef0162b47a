package io.quipu.model.range;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * On which days a customer came, for each counter of a statistic, in a {@link Period} and before
 * it.
 *
 * <pre>
 *  version (1) | counters: n, n x (fingerprint (8), days: n, the first one, differences)
 * </pre>
 *
 * A number in parentheses is a size in bytes; other numbers are variable-length. Days are days
 * since 1970. The fingerprint is the low half of the counter's {@link
 * io.quipu.model.counter.Fingerprint}. So a counter takes 11 bytes and one more for each further
 * day. Not thread-safe.
 */
public final class CustomerDays {
  /** There is no such day. */
  static final int NO_DAY = Integer.MIN_VALUE;

  private static final int VERSION = 1;

  private long[] fingerprints;
  private int[][] days;
  private int size;

  /**
   * The neighbours of a day that was added.
   *
   * @param before the customer's last day before it, or {@link #NO_DAY}
   * @param after the customer's first day after it, or {@link #NO_DAY}
   */
  record Neighbours(int before, int after) {}

  private CustomerDays(long[] fingerprints, int[][] days) {
    this.fingerprints = fingerprints;
    this.days = days;
    this.size = fingerprints.length;
  }

  /** The days of a customer who never came. */
  public static CustomerDays empty() {
    return new CustomerDays(new long[0], new int[0][]);
  }

  /**
   * Adds a day.
   *
   * @param fingerprint the low half of the counter's fingerprint
   * @return its neighbours; null if the day is known
   */
  @Nullable Neighbours add(long fingerprint, int day) {
    int at = Arrays.binarySearch(fingerprints, 0, size, fingerprint);
    if (at < 0) {
      insert(-at - 1, fingerprint, day);
      return new Neighbours(NO_DAY, NO_DAY);
    }
    int[] known = days[at];
    int place = Arrays.binarySearch(known, day);
    if (place >= 0) {
      return null;
    }
    place = -place - 1;
    int[] longer = new int[known.length + 1];
    System.arraycopy(known, 0, longer, 0, place);
    longer[place] = day;
    System.arraycopy(known, place, longer, place + 1, known.length - place);
    days[at] = longer;
    return new Neighbours(
        place == 0 ? NO_DAY : known[place - 1], place == known.length ? NO_DAY : known[place]);
  }

  private void insert(int at, long fingerprint, int day) {
    if (size == fingerprints.length) {
      fingerprints = Arrays.copyOf(fingerprints, 2 * size + 1);
      days = Arrays.copyOf(days, 2 * size + 1);
    }
    System.arraycopy(fingerprints, at, fingerprints, at + 1, size - at);
    System.arraycopy(days, at, days, at + 1, size - at);
    fingerprints[at] = fingerprint;
    days[at] = new int[] {day};
    size++;
  }

  /** The days in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(8 + 16 * size);
    out.writeByte(VERSION);
    out.writeVarInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(fingerprints[i]);
      out.writeVarInt(days[i].length);
      int last = 0;
      for (int j = 0; j < days[i].length; j++) {
        if (j == 0) {
          out.writeZigZag(days[i][0]);
        } else {
          out.writeVarInt(days[i][j] - last);
        }
        last = days[i][j];
      }
    }
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static CustomerDays fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The page of a customer's days");
    int size = in.readVarInt();
    long[] fingerprints = new long[size];
    int[][] days = new int[size][];
    for (int i = 0; i < size; i++) {
      fingerprints[i] = in.readLong();
      days[i] = new int[in.readVarInt()];
      int last = 0;
      for (int j = 0; j < days[i].length; j++) {
        last = j == 0 ? (int) in.readZigZag() : last + in.readVarInt();
        days[i][j] = last;
      }
    }
    in.expectEnd("The page of a customer's days");
    return new CustomerDays(fingerprints, days);
  }
}
