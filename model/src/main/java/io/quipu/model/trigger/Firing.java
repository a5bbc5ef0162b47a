package io.quipu.model.trigger;

import io.quipu.model.counter.CountRow;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a trigger tells of a counter and a bucket.
 *
 * @param trigger the name of the trigger
 * @param number 1 for the first firing in the bucket, 2 for the first one after it was armed again,
 *     and so on; 0 if the condition failed
 * @param row the counter and the bucket, with the numbers that made the condition true
 * @param late whether the bucket was over, in stream time
 * @param time the stream time, in milliseconds since 1970
 * @param failure why the condition has no value; null if it is true
 */
public record Firing(
    String trigger, int number, CountRow row, boolean late, long time, @Nullable String failure) {
  private static final int FORMAT_VERSION = 1;

  /** Whether the condition could not be computed. */
  public boolean isFailure() {
    return failure != null;
  }

  /**
   * The firing in bytes, for {@link #fromBytes}.
   *
   * <pre>
   *  version | trigger | number | row | 1 if late, else 0 | time | 1 and the failure, or 0
   * </pre>
   */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(256);
    out.writeByte(FORMAT_VERSION);
    out.writeString(trigger);
    out.writeVarInt(number);
    out.writeBytes(row.toBytes());
    out.writeByte(late ? 1 : 0);
    out.writeZigZag(time);
    out.writeNullableString(failure);
    return out.toBytes();
  }

  /**
   * The firing that {@link #toBytes} wrote.
   *
   * @throws io.quipu.model.failure.PermanentFailure if the bytes are of another version
   */
  public static Firing fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(FORMAT_VERSION, "A firing");
    Firing firing =
        new Firing(
            in.readString(),
            in.readVarInt(),
            CountRow.fromBytes(in.readBytes()),
            in.readByte() == 1,
            in.readZigZag(),
            in.readNullableString());
    in.expectEnd("A firing");
    return firing;
  }
}
