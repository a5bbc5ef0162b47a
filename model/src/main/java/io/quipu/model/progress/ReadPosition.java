package io.quipu.model.progress;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;

/**
 * How far a reader has read one partition of its source.
 *
 * @param source the Kafka topic
 * @param partition the partition
 * @param offset all records before this offset were read
 * @param upTo all records that were appended before this time were read; milliseconds since 1970
 */
public record ReadPosition(String source, int partition, long offset, long upTo) {
  private static final int VERSION = 1;

  /**
   * The position in bytes, for {@link #fromBytes}: the version, the source, the partition, the
   * offset and the time.
   */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(32 + source.length());
    out.writeByte(VERSION);
    out.writeString(source);
    out.writeVarInt(partition);
    out.writeVarLong(offset);
    out.writeZigZag(upTo);
    return out.toBytes();
  }

  /** The position of these bytes. */
  public static ReadPosition fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "A read position");
    ReadPosition position =
        new ReadPosition(in.readString(), in.readVarInt(), in.readVarLong(), in.readZigZag());
    in.expectEnd("A read position");
    return position;
  }
}
