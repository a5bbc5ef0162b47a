package io.quipu.benchmarks.throughput.contenders;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/** The numbers of a row, or an increment of them; a POJO that Flink can serialize. */
public class Numbers implements Serializable {
  private static final long serialVersionUID = 1L;

  public long count;
  public long uniques;
  public long cents;

  /** The increment of one event. */
  static Numbers ofEvent(TrackedEvent event, boolean first) {
    Numbers numbers = new Numbers();
    numbers.count = 1;
    numbers.uniques = first ? 1 : 0;
    numbers.cents = event.cents;
    return numbers;
  }

  /** Adds the other numbers to this object, and returns it. */
  Numbers add(Numbers other) {
    count += other.count;
    uniques += other.uniques;
    cents += other.cents;
    return this;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeLong(uniques);
    out.writeLong(cents);
  }

  static Numbers read(DataInput in) throws IOException {
    Numbers numbers = new Numbers();
    numbers.count = in.readLong();
    numbers.uniques = in.readLong();
    numbers.cents = in.readLong();
    return numbers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Numbers that
        && count == that.count
        && uniques == that.uniques
        && cents == that.cents;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * (31 * count + uniques) + cents);
  }
}
