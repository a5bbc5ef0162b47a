package io.quipu.model.counter;

import java.util.Arrays;

/**
 * What a number of events add to the counters of one {@link io.quipu.model.state.Shard}: the one
 * thing that travels between fan-out, combining and totals. Made and read by {@link Increments}.
 *
 * <pre>
 *  version (1) | scopes: n, n x (company, statistic) | owners: n, n x (scope, customer)
 *  | counters: n, n x (owner, dimension, value, fingerprint (16),
 *      hours of a {@link io.quipu.model.state.CounterPage})
 * </pre>
 */
public final class IncrementBatch {
  private final byte[] bytes;

  /**
   * @param bytes what {@link #bytes} gave; nobody may change them afterwards
   */
  public IncrementBatch(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The batch in its format: not a copy, not to be changed. */
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
