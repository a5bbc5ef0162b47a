package io.quipu.transforms.coders;

import io.quipu.model.event.DeadLetter;

/** Writes a dead letter in the format of {@link DeadLetter}. */
public final class DeadLetterCoder extends BytesCoder<DeadLetter> {
  private static final long serialVersionUID = 1L;
  private static final DeadLetterCoder INSTANCE = new DeadLetterCoder();

  private DeadLetterCoder() {}

  public static DeadLetterCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(DeadLetter value) {
    return value.toBytes();
  }

  @Override
  DeadLetter fromBytes(byte[] bytes) {
    return DeadLetter.fromBytes(bytes);
  }
}
