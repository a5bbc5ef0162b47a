package io.quipu.model.state;

import java.util.ArrayList;
import java.util.List;

/**
 * What a shard's state says about its own pages. The keys of the pages are in an index, in chunks
 * that are numbered in the order in which the pages came. Pages leave state chunk by chunk.
 *
 * <pre>
 *  version (1) | number of generations | each generation (8) | first chunk | next chunk | end
 * </pre>
 *
 * @param left the generations under which pages have left state, the latest last
 * @param first the first chunk of the index
 * @param next the number of the next chunk; the index is empty if it is {@code first}
 * @param end the chunk before which all pages leave now; not above {@code first} if none leave
 */
public record ShardHeader(List<Long> left, long first, long next, long end) {
  /** The header of a shard that never had a page. */
  public static final ShardHeader EMPTY = new ShardHeader(List.of(), 0, 0, 0);

  private static final int VERSION = 1;

  public ShardHeader {
    left = List.copyOf(left);
    if (first > next || end > next) {
      throw new IllegalArgumentException(
          "The chunks of a shard are " + first + " to " + next + ", and end at " + end + ".");
    }
  }

  /** Whether pages are leaving state. */
  public boolean isLeaving() {
    return first < end;
  }

  /** The latest generation; -1 if no page has left. */
  public long lastGeneration() {
    return left.isEmpty() ? -1 : left.get(left.size() - 1);
  }

  /** The header after chunks were added to the index. */
  public ShardHeader withChunks(int added) {
    return new ShardHeader(left, first, next + added, end);
  }

  /** The header when all pages that are in state now begin to leave. */
  public ShardHeader leaving() {
    return new ShardHeader(left, first, next, next);
  }

  /** The header when pages begin to leave under one more generation. */
  public ShardHeader withGeneration(long generation) {
    List<Long> all = new ArrayList<>(left);
    all.add(generation);
    return new ShardHeader(all, first, next, end);
  }

  /** The header after the pages of the first chunk have left. */
  public ShardHeader withoutFirstChunk() {
    return new ShardHeader(left, first + 1, next, end);
  }

  /** The header in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(16 + Long.BYTES * left.size());
    out.writeByte(VERSION);
    out.writeVarInt(left.size());
    left.forEach(out::writeLong);
    out.writeVarLong(first);
    out.writeVarLong(next);
    out.writeVarLong(end);
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static ShardHeader fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The header of a shard");
    int generations = in.readVarInt();
    List<Long> left = new ArrayList<>(generations);
    for (int i = 0; i < generations; i++) {
      left.add(in.readLong());
    }
    ShardHeader header =
        new ShardHeader(left, in.readVarLong(), in.readVarLong(), in.readVarLong());
    in.expectEnd("The header of a shard");
    return header;
  }
}
