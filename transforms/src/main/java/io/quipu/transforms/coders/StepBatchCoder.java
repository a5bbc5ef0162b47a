package io.quipu.transforms.coders;

import io.quipu.model.sequence.StepBatch;

/** Writes a batch of steps in the format of {@link StepBatch}. */
public final class StepBatchCoder extends BytesCoder<StepBatch> {
  private static final long serialVersionUID = 1L;
  private static final StepBatchCoder INSTANCE = new StepBatchCoder();

  private StepBatchCoder() {}

  public static StepBatchCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(StepBatch value) {
    return value.toBytes();
  }

  @Override
  StepBatch fromBytes(byte[] bytes) {
    return StepBatch.fromBytes(bytes);
  }
}
