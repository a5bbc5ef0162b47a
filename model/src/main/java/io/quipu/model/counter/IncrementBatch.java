package io.quipu.model.counter;

import java.util.Arrays;

/**
 * The numbers that some events add to the counters of one {@link io.quipu.model.state.Shard}. The
 * fan-out, combine and totals stages exchange nothing else. {@link Increments} writes and reads
 * batches. In the format, a number in parentheses is a size in bytes.
 *
 * <pre>
 *  version (1) | scopes: n, n x (company, statistic) | owners: n, n x (scope, customer)
 *  | counters: n, n x (owner, dimension, value, fingerprint (16),
 *      hours of a {@link io.quipu.model.state.CounterPage})
 * </pre>
 */
public final class IncrementBatch {
  /** A batch that adds nothing. */
  public static final IncrementBatch EMPTY = new Increments().toBatch();

  private final byte[] bytes;

  /**
   * @param bytes the result of {@link #bytes}; the caller must not change them afterwards
   */
  public IncrementBatch(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The batch in its format. It is not a copy, so the caller must not change it. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IncrementBatch that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "IncrementBatch of " + bytes.length + " bytes";
  }
}
