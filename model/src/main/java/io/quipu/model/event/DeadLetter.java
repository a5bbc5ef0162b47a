package io.quipu.model.event;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;

/**
 * A whole record that could not be processed, with the reason.
 *
 * @param stage the stage that refused it, such as {@code parse} or {@code hydrate}
 * @param reason a short word for counting and filtering, such as {@code not-json}
 * @param message what is wrong and what is expected, for a person to read; holds no payload
 * @param record the unchanged record
 */
public record DeadLetter(String stage, String reason, String message, RawRecord record) {

  /** The dead letter in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(record.payload().length + 256);
    out.writeString(stage);
    out.writeString(reason);
    out.writeString(message);
    record.write(out);
    return out.toBytes();
  }

  public static DeadLetter fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    return new DeadLetter(in.readString(), in.readString(), in.readString(), RawRecord.read(in));
  }
}
