package io.quipu.transforms.coders;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;

/** Writes increments that are being added up, in the format of {@link IncrementBatch}. */
public final class IncrementsCoder extends BytesCoder<Increments> {
  private static final long serialVersionUID = 1L;
  private static final IncrementsCoder INSTANCE = new IncrementsCoder();

  private IncrementsCoder() {}

  public static IncrementsCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(Increments value) {
    return value.toBatch().bytes();
  }

  @Override
  Increments fromBytes(byte[] bytes) {
    Increments increments = new Increments();
    increments.add(new IncrementBatch(bytes));
    return increments;
  }
}
