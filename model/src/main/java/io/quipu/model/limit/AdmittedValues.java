package io.quipu.model.limit;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.Arrays;

/**
 * A page of the values of a dimension that count under their own names in a month. The values of a
 * dimension are spread over {@value #PAGES} pages by their fingerprints, so that a new value writes
 * a small part of them.
 *
 * <pre>
 *  version (1) | total | n | n x value (8), in order
 * </pre>
 *
 * A value is the low half of the fingerprint of its counter. The total is the number of values in
 * all pages of the dimension; only the first page has it. Other numbers are variable-length.
 *
 * <p>Two values share 64 bits with a probability of 2^-64. Then both are admitted, and each still
 * counts under its own name.
 *
 * <p>Not thread-safe.
 */
public final class AdmittedValues {
  /** The number of pages of a dimension in a month. */
  public static final int PAGES = 64;

  private static final int VERSION = 1;
  private static final int PAGE_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PAGES);

  // An odd number, so that the pages of a dimension have different keys.
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long[] values;
  private int size;
  private int total;

  private AdmittedValues(int total, long[] values) {
    this.total = total;
    this.values = values;
    this.size = values.length;
  }

  /** A page without values. */
  public static AdmittedValues empty() {
    return new AdmittedValues(0, new long[0]);
  }

  /** The key of the page in which a value of a dimension is, if it is admitted. */
  static Fingerprint pageOf(Fingerprint dimension, Fingerprint counter) {
    return page(dimension, numberOf(counter));
  }

  /** The number of the page in which a value is, by the fingerprint of its counter. */
  static int numberOf(Fingerprint counter) {
    return (int) (counter.high() >>> PAGE_SHIFT);
  }

  /** The key of the first page of a dimension, which has the total. */
  static Fingerprint firstPage(Fingerprint dimension) {
    return page(dimension, 0);
  }

  /**
   * The key of a page.
   *
   * @param dimension the {@link Fingerprint#ofLimited} of the dimension
   * @param number 0 to {@link #PAGES} - 1
   */
  static Fingerprint page(Fingerprint dimension, int number) {
    return new Fingerprint(dimension.high(), dimension.low() + number * STEP);
  }

  boolean contains(long value) {
    return Arrays.binarySearch(values, 0, size, value) >= 0;
  }

  /** Adds a value that the page does not contain. */
  void add(long value) {
    int at = -Arrays.binarySearch(values, 0, size, value) - 1;
    if (size == values.length) {
      values = Arrays.copyOf(values, size + size / 2 + 4);
    }
    System.arraycopy(values, at, values, at + 1, size - at);
    values[at] = value;
    size++;
  }

  int total() {
    return total;
  }

  void setTotal(int admitted) {
    total = admitted;
  }

  /** The page in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(12 + Long.BYTES * size);
    out.writeByte(VERSION);
    out.writeVarInt(total);
    out.writeVarInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(values[i]);
    }
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static AdmittedValues fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The page of admitted values");
    int total = in.readVarInt();
    long[] values = new long[in.readVarInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    in.expectEnd("The page of admitted values");
    return new AdmittedValues(total, values);
  }
}
