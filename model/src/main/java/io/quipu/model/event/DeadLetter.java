package io.quipu.model.event;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;

/**
 * A record that could not be processed, kept whole with its reason.
 *
 * @param stage the stage that refused it, such as {@code parse} or {@code hydrate}
 * @param reason a short word for counting and filtering, such as {@code not-json}
 * @param message what is wrong and what would be right, for a person; no payload in it
 * @param record the record as it came
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
