package io.quipu.transforms.coders;

import io.quipu.model.counter.CountRow;

/** Writes a row in the format of {@link CountRow}. */
public final class CountRowCoder extends BytesCoder<CountRow> {
  private static final long serialVersionUID = 1L;
  private static final CountRowCoder INSTANCE = new CountRowCoder();

  private CountRowCoder() {}

  public static CountRowCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(CountRow value) {
    return value.toBytes();
  }

  @Override
  CountRow fromBytes(byte[] bytes) {
    return CountRow.fromBytes(bytes);
  }
}
