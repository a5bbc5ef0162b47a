package io.quipu.transforms.coders;

import io.quipu.model.event.RawRecord;

/** Writes a raw record in the format of {@link RawRecord}. */
public final class RawRecordCoder extends BytesCoder<RawRecord> {
  private static final long serialVersionUID = 1L;
  private static final RawRecordCoder INSTANCE = new RawRecordCoder();

  private RawRecordCoder() {}

  public static RawRecordCoder of() {
    return INSTANCE;
  }

  @Override
  byte[] toBytes(RawRecord value) {
    return value.toBytes();
  }

  @Override
  RawRecord fromBytes(byte[] bytes) {
    return RawRecord.fromBytes(bytes);
  }
}
