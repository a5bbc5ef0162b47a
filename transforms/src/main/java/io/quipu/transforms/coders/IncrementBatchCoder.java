package io.quipu.transforms.coders;

import io.quipu.model.counter.IncrementBatch;

/** Writes a batch of increments in the format of {@link IncrementBatch}. */
public final class IncrementBatchCoder extends BytesCoder<IncrementBatch> {
  private static final long serialVersionUID = 1L;
  private static final IncrementBatchCoder INSTANCE = new IncrementBatchCoder();

  private IncrementBatchCoder() {}

  public static IncrementBatchCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(IncrementBatch value) {
    return value.bytes();
  }

  @Override
  IncrementBatch fromBytes(byte[] bytes) {
    return new IncrementBatch(bytes);
  }
}
