package io.quipu.io.kafka.changes;

import io.quipu.model.counter.CountRow;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a row whose small changes are withheld.
 *
 * @param sent the row as it was sent last
 * @param sentTime the stream time at which it was sent, in milliseconds since 1970
 * @param withheld the row as it is now; null if it was sent so
 */
record SentRow(CountRow sent, long sentTime, @Nullable Withheld withheld) {
  private static final int FORMAT_VERSION = 1;

  /**
   * Numbers that were not sent.
   *
   * @param since the stream time of the first change that was withheld since the row was sent
   * @param time the stream time of the last change
   */
  record Withheld(CountRow row, long since, long time) {}

  /** The row as it is now. */
  CountRow latest() {
    return withheld == null ? sent : withheld.row();
  }

  /** A row that was sent now. */
  static SentRow of(CountRow row, long time) {
    return new SentRow(row, time, null);
  }

  /** The same with numbers that are not sent yet. */
  SentRow withholding(CountRow row, long time) {
    return new SentRow(
        sent, sentTime, new Withheld(row, withheld == null ? time : withheld.since(), time));
  }

  /**
   * The bytes for {@link #fromBytes}.
   *
   * <pre>
   *  version | row that was sent | time | 1 if numbers are withheld, else 0
   *  | if 1: row that is withheld | since | time
   * </pre>
   */
  byte[] toBytes() {
    ByteWriter out = new ByteWriter(256);
    out.writeByte(FORMAT_VERSION);
    out.writeBytes(sent.toBytes());
    out.writeZigZag(sentTime);
    out.writeByte(withheld == null ? 0 : 1);
    if (withheld != null) {
      out.writeBytes(withheld.row().toBytes());
      out.writeZigZag(withheld.since());
      out.writeZigZag(withheld.time());
    }
    return out.toBytes();
  }

  /** What {@link #toBytes} wrote; null for null. */
  static @Nullable SentRow fromBytes(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(FORMAT_VERSION, "The state of a sent row");
    CountRow sent = CountRow.fromBytes(in.readBytes());
    long sentTime = in.readZigZag();
    Withheld withheld =
        in.readByte() == 0
            ? null
            : new Withheld(CountRow.fromBytes(in.readBytes()), in.readZigZag(), in.readZigZag());
    in.expectEnd("The state of a sent row");
    return new SentRow(sent, sentTime, withheld);
  }
}
