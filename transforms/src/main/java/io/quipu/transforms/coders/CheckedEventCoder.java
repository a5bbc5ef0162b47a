package io.quipu.transforms.coders;

import io.quipu.model.event.CheckedEvent;

/** Writes a checked event in the format of {@link CheckedEvent}. */
public final class CheckedEventCoder extends BytesCoder<CheckedEvent> {
  private static final long serialVersionUID = 1L;
  private static final CheckedEventCoder INSTANCE = new CheckedEventCoder();

  private CheckedEventCoder() {}

  public static CheckedEventCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(CheckedEvent value) {
    return value.toBytes();
  }

  @Override
  CheckedEvent fromBytes(byte[] bytes) {
    return CheckedEvent.fromBytes(bytes);
  }
}
