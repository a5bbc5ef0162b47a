package io.quipu.model.event;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.Arrays;

/** An event to count, with the {@link UniqueIn} flags of each of its counters. */
public final class CheckedEvent {
  private final Event event;
  private final byte[] uniqueIn;

  /**
   * @param uniqueIn for each counter of the event (see {@link Event#counters}) a set of {@link
   *     UniqueIn} flags; the caller must not change it afterwards
   */
  public CheckedEvent(Event event, byte[] uniqueIn) {
    if (uniqueIn.length != event.counters()) {
      throw new IllegalArgumentException(
          "The event has "
              + event.counters()
              + " counters but "
              + uniqueIn.length
              + " sets of flags; give one set for each counter.");
    }
    this.event = event;
    this.uniqueIn = uniqueIn;
  }

  public Event event() {
    return event;
  }

  /** The {@link UniqueIn} flags of the event's i-th counter. */
  public int uniqueIn(int i) {
    return uniqueIn[i];
  }

  /** The event and its flags in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    byte[] eventBytes = EventBatch.of(event).toBytes();
    ByteWriter out = new ByteWriter(eventBytes.length + uniqueIn.length + 8);
    out.writeBytes(uniqueIn);
    out.writeBytes(eventBytes);
    return out.toBytes();
  }

  public static CheckedEvent fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    byte[] uniqueIn = in.readBytes();
    return new CheckedEvent(EventBatch.fromBytes(in.readBytes()).events().get(0), uniqueIn);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CheckedEvent that
        && event.equals(that.event)
        && Arrays.equals(uniqueIn, that.uniqueIn);
  }

  @Override
  public int hashCode() {
    return event.hashCode();
  }

  @Override
  public String toString() {
    return event + " uniqueIn=" + Arrays.toString(uniqueIn);
  }
}
