package io.quipu.transforms.coders;

import io.quipu.model.progress.ReadPosition;

/** Writes the format of {@link ReadPosition}. */
public final class ReadPositionCoder extends BytesCoder<ReadPosition> {
  private static final long serialVersionUID = 1L;
  private static final ReadPositionCoder INSTANCE = new ReadPositionCoder();

  private ReadPositionCoder() {}

  public static ReadPositionCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(ReadPosition value) {
    return value.toBytes();
  }

  @Override
  ReadPosition fromBytes(byte[] bytes) {
    return ReadPosition.fromBytes(bytes);
  }
}
