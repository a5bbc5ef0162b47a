package io.quipu.transforms.coders;

import io.quipu.model.progress.Lateness;

/** Writes the format of {@link Lateness}. */
public final class LatenessCoder extends BytesCoder<Lateness> {
  private static final long serialVersionUID = 1L;
  private static final LatenessCoder INSTANCE = new LatenessCoder();

  private LatenessCoder() {}

  public static LatenessCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(Lateness value) {
    return value.toBytes();
  }

  @Override
  Lateness fromBytes(byte[] bytes) {
    return Lateness.fromBytes(bytes);
  }
}
