package io.quipu.transforms.coders;

import io.quipu.model.range.VisitBatch;

/** Writes a batch of visits in the format of {@link VisitBatch}. */
public final class VisitBatchCoder extends BytesCoder<VisitBatch> {
  private static final long serialVersionUID = 1L;
  private static final VisitBatchCoder INSTANCE = new VisitBatchCoder();

  private VisitBatchCoder() {}

  public static VisitBatchCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(VisitBatch value) {
    return value.toBytes();
  }

  @Override
  VisitBatch fromBytes(byte[] bytes) {
    return VisitBatch.fromBytes(bytes);
  }
}
