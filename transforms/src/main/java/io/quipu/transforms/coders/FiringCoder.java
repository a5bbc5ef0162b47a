package io.quipu.transforms.coders;

import io.quipu.model.trigger.Firing;

/** Writes a firing in the format of {@link Firing}. */
public final class FiringCoder extends BytesCoder<Firing> {
  private static final long serialVersionUID = 1L;
  private static final FiringCoder INSTANCE = new FiringCoder();

  private FiringCoder() {}

  public static FiringCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(Firing value) {
    return value.toBytes();
  }

  @Override
  Firing fromBytes(byte[] bytes) {
    return Firing.fromBytes(bytes);
  }
}
