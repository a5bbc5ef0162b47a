package io.quipu.model.sequence;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Events with their steps, sent as one element to the shard of their customers.
 *
 * <pre>
 *  version (1) | events: n, n x (company, customer, time, identity (8),
 *    steps: n, n x (sequence, kind, value))
 * </pre>
 *
 * A number in parentheses is a size in bytes; other numbers are variable-length. A place of a
 * sequence is that of the catalog of the running job, so a batch is never stored.
 */
public record StepBatch(List<StepEvent> events) {
  private static final int VERSION = 1;

  public StepBatch {
    events = List.copyOf(events);
  }

  /** The batch in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(64 * events.size() + 8);
    out.writeByte(VERSION);
    out.writeVarInt(events.size());
    for (StepEvent event : events) {
      out.writeString(event.company());
      out.writeString(event.customer());
      out.writeZigZag(event.time());
      out.writeLong(event.identity());
      out.writeVarInt(event.steps().size());
      for (StepEvent.Step step : event.steps()) {
        out.writeVarInt(step.sequence());
        out.writeVarInt(step.kind());
        out.writeString(step.value());
      }
    }
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static StepBatch fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The batch of steps");
    int count = in.readVarInt();
    List<StepEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String company = in.readString();
      String customer = in.readString();
      long time = in.readZigZag();
      long identity = in.readLong();
      int size = in.readVarInt();
      List<StepEvent.Step> steps = new ArrayList<>(size);
      for (int j = 0; j < size; j++) {
        steps.add(new StepEvent.Step(in.readVarInt(), in.readVarInt(), in.readString()));
      }
      events.add(new StepEvent(company, customer, time, identity, steps));
    }
    in.expectEnd("The batch of steps");
    return new StepBatch(events);
  }
}
