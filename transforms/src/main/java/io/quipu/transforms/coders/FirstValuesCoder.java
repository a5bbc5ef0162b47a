package io.quipu.transforms.coders;

import io.quipu.model.limit.FirstValues;

/** Writes the first values of a dimension in the format of {@link FirstValues}. */
public final class FirstValuesCoder extends BytesCoder<FirstValues> {
  private static final long serialVersionUID = 1L;
  private static final FirstValuesCoder INSTANCE = new FirstValuesCoder();

  private FirstValuesCoder() {}

  public static FirstValuesCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(FirstValues value) {
    return value.toBytes();
  }

  @Override
  FirstValues fromBytes(byte[] bytes) {
    return FirstValues.fromBytes(bytes);
  }
}
