package io.quipu.transforms.coders;

import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;

/** Writes an event in the format of {@link EventBatch}. */
public final class EventCoder extends BytesCoder<Event> {
  private static final long serialVersionUID = 1L;
  private static final EventCoder INSTANCE = new EventCoder();

  private EventCoder() {}

  public static EventCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(Event value) {
    return EventBatch.of(value).toBytes();
  }

  @Override
  Event fromBytes(byte[] bytes) {
    return EventBatch.fromBytes(bytes).events().get(0);
  }
}
