package io.quipu.model.event;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.Arrays;

/** A record as it came: its bytes, untouched, where it stood and when the source took it. */
public final class RawRecord {
  private final byte[] payload;
  private final SourcePosition position;
  private final long streamTime;

  /**
   * @param payload the bytes, which nobody may change afterwards
   * @param streamTime Kafka's log-append time, or when a file was read; milliseconds since 1970
   */
  public RawRecord(byte[] payload, SourcePosition position, long streamTime) {
    this.payload = payload;
    this.position = position;
    this.streamTime = streamTime;
  }

  /** The bytes themselves, not a copy: not to be changed. */
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

  /** The position alone: payloads do not belong in logs. */
  @Override
  public String toString() {
    return "RawRecord " + position;
  }
}
