package io.quipu.model.event;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.Arrays;

/** A record as its source delivered it: its unchanged bytes, its position and its time. */
public final class RawRecord {
  private final byte[] payload;
  private final SourcePosition position;
  private final long streamTime;

  /**
   * @param payload the bytes; the caller must not change them afterwards
   * @param streamTime Kafka's log-append time, or the time when the file was read; milliseconds
   *     since 1970
   */
  public RawRecord(byte[] payload, SourcePosition position, long streamTime) {
    this.payload = payload;
    this.position = position;
    this.streamTime = streamTime;
  }

  /** The bytes, not a copy; the caller must not change them. */
  public byte[] payload() {
    return payload;
  }

  public SourcePosition position() {
    return position;
  }

  /** Milliseconds since 1970. */
  public long streamTime() {
    return streamTime;
  }

  void write(ByteWriter out) {
    out.writeBytes(payload);
    out.writeString(position.source());
    out.writeVarInt(position.partition());
    out.writeVarLong(position.offset());
    out.writeZigZag(streamTime);
  }

  static RawRecord read(ByteReader in) {
    return new RawRecord(
        in.readBytes(),
        new SourcePosition(in.readString(), in.readVarInt(), in.readVarLong()),
        in.readZigZag());
  }

  /** The record in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(payload.length + 64);
    write(out);
    return out.toBytes();
  }

  public static RawRecord fromBytes(byte[] bytes) {
    return read(new ByteReader(bytes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawRecord that
        && Arrays.equals(payload, that.payload)
        && position.equals(that.position)
        && streamTime == that.streamTime;
  }

  @Override
  public int hashCode() {
    return position.hashCode();
  }

  /** Shows only the position, because payloads do not belong in logs. */
  @Override
  public String toString() {
    return "RawRecord " + position;
  }
}
