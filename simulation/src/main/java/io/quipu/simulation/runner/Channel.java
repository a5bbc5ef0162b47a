package io.quipu.simulation.runner;

import io.quipu.simulation.state.Times;
import java.util.ArrayDeque;
import java.util.Deque;
import org.joda.time.Instant;

/** A queue from one task to another. Its order is kept; the seed chooses when it is delivered. */
final class Channel {

  /** What travels through a channel. */
  sealed interface Item permits Element, Watermark, Barrier {}

  /** An element as bytes of the coder, with the bytes of its key. */
  @SuppressWarnings("ArrayRecordComponent") // Elements are never compared.
  record Element(byte[] key, byte[] bytes, Instant time) implements Item {}

  /** Says that no earlier element follows. */
  record Watermark(Instant time) implements Item {}

  /** Divides what belongs to a checkpoint from what follows it. */
  record Barrier(long checkpoint) implements Item {}

  private final Deque<Item> items = new ArrayDeque<>();
  private Instant watermark = Times.MIN;
  private boolean blocked;

  void send(Item item) {
    items.add(item);
  }

  boolean isDeliverable() {
    return !blocked && !items.isEmpty();
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  Item take() {
    return items.remove();
  }

  Instant watermark() {
    return watermark;
  }

  void watermark(Instant time) {
    watermark = time;
  }

  /** Holds what follows a barrier back, until the barriers of all channels have come. */
  void block(boolean value) {
    blocked = value;
  }
}
