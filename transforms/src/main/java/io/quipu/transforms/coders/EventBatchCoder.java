package io.quipu.transforms.coders;

import io.quipu.model.event.EventBatch;

/** Writes a batch of events in the format of {@link EventBatch}. */
public final class EventBatchCoder extends BytesCoder<EventBatch> {
  private static final long serialVersionUID = 1L;
  private static final EventBatchCoder INSTANCE = new EventBatchCoder();

  private EventBatchCoder() {}

  public static EventBatchCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(EventBatch value) {
    return value.toBytes();
  }

  @Override
  EventBatch fromBytes(byte[] bytes) {
    return EventBatch.fromBytes(bytes);
  }
}
