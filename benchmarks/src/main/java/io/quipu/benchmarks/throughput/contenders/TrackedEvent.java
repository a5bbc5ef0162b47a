package io.quipu.benchmarks.throughput.contenders;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * An event as one statistic counts it. Its public fields and constructor make it a POJO, which
 * Flink serializes field by field.
 */
public class TrackedEvent {
  /** Unique among the events of the company. */
  public String id = "";

  public String company = "";
  public String customer = "";
  public String statistic = "";

  /** Milliseconds since 1970. */
  public long time;

  /** The amount in cents; 0 if the event has none. */
  public long cents;

  /** The names of its dimensions. The last name is empty; it means the whole statistic. */
  public String[] dimensions = {};

  /** The value of each dimension; the last one is empty. */
  public String[] values = {};

  /** The key of the state by which the event, and its customer in a bucket, is known or new. */
  String customerKey() {
    return company + RowName.SEPARATOR + statistic + RowName.SEPARATOR + customer;
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(id);
    out.writeUTF(company);
    out.writeUTF(customer);
    out.writeUTF(statistic);
    out.writeLong(time);
    out.writeLong(cents);
    out.writeByte(dimensions.length);
    for (int i = 0; i < dimensions.length; i++) {
      out.writeUTF(dimensions[i]);
      out.writeUTF(values[i]);
    }
  }

  static TrackedEvent read(DataInput in) throws IOException {
    TrackedEvent event = new TrackedEvent();
    event.id = in.readUTF();
    event.company = in.readUTF();
    event.customer = in.readUTF();
    event.statistic = in.readUTF();
    event.time = in.readLong();
    event.cents = in.readLong();
    int size = in.readByte();
    event.dimensions = new String[size];
    event.values = new String[size];
    for (int i = 0; i < size; i++) {
      event.dimensions[i] = in.readUTF();
      event.values[i] = in.readUTF();
    }
    return event;
  }
}
