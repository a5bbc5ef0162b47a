package io.quipu.io.files.tail.content;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * How far a content was read, with a hash of all lines up to there. Two files have the same content
 * so far if their trails agree. So a copy, also a compressed one, is recognized without the
 * original.
 *
 * <p>Besides the hash at its end, a trail has those of its first lines, and those at about each
 * doubling of its length. So a file that differs is recognized long before it is as long as the
 * other one.
 */
public final class Trail {
  /** The last line is compared by this many bytes at most. */
  static final int LAST = 4096;

  private static final int FIRST_LINES = 8;
  private static final long FIRST_POINT = 1024;
  private static final int MAX_POINTS = 48;
  private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

  private final List<Point> points;
  private long offset;
  private long lines;
  private long hash;
  private int lastLength;
  private int lastSum;
  private boolean cut;

  /** The hash of all lines before an offset. */
  private record Point(long offset, long hash) {}

  /** The trail of a content of which nothing was read. */
  Trail() {
    points = new ArrayList<>();
  }

  private Trail(Trail other) {
    points = new ArrayList<>(other.points);
    offset = other.offset;
    lines = other.lines;
    hash = other.hash;
    lastLength = other.lastLength;
    lastSum = other.lastSum;
    cut = other.cut;
  }

  /** A copy, which does not change with this trail. */
  Trail copy() {
    return new Trail(this);
  }

  /**
   * Adds a line, or a piece of a line that is too long.
   *
   * @param from where its bytes begin in the buffer
   * @param to where they end, behind the line end
   * @param whole whether the line ends here
   */
  void add(byte[] buffer, int from, int to, boolean whole) {
    if (!cut) {
      lines++;
    }
    cut = !whole;
    offset += to - from;
    lastLength = Math.min(LAST, to - from);
    lastSum = sum(buffer, to - lastLength, to);
    int all = lastLength == to - from ? lastSum : sum(buffer, from, to);
    long mixed = (hash ^ (((long) (to - from) << Integer.SIZE) | (all & 0xFFFF_FFFFL))) * FACTOR;
    hash = mixed ^ (mixed >>> Integer.SIZE);
    if (points.size() < FIRST_LINES) {
      points.add(new Point(offset, hash));
    }
    while (points.size() >= FIRST_LINES
        && points.size() < MAX_POINTS
        && offset >= FIRST_POINT << (points.size() - FIRST_LINES)) {
      points.add(new Point(offset, hash));
    }
  }

  static int sum(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  /** All bytes before this offset were read. */
  long offset() {
    return offset;
  }

  /** The number of the last line that was read, from 1; 0 before the first. */
  long lines() {
    return lines;
  }

  /** Whether the line that follows is the rest of the last one, which was too long. */
  boolean isCut() {
    return cut;
  }

  /** How many bytes of the last line {@link #lastSum} is of. */
  int lastLength() {
    return lastLength;
  }

  /** The checksum of the last bytes before the offset. */
  int lastSum() {
    return lastSum;
  }

  /** Whether the content of this trail may begin with that of the other one, or the reverse. */
  boolean mayShareBeginning(Trail other) {
    for (int i = 0; i < Math.min(points.size(), other.points.size()); i++) {
      if (!points.get(i).equals(other.points.get(i))) {
        return false;
      }
    }
    return offset != other.offset || hash == other.hash;
  }

  /** Whether both have read the same lines. */
  boolean isSameAs(Trail other) {
    return offset == other.offset && mayShareBeginning(other);
  }

  void write(ByteWriter out) {
    out.writeVarLong(offset);
    out.writeVarLong(lines);
    out.writeLong(hash);
    out.writeVarInt(lastLength);
    out.writeZigZag(lastSum);
    out.writeByte(cut ? 1 : 0);
    out.writeVarInt(points.size());
    for (Point point : points) {
      out.writeVarLong(point.offset);
      out.writeLong(point.hash);
    }
  }

  static Trail read(ByteReader in) {
    Trail trail = new Trail();
    trail.offset = in.readVarLong();
    trail.lines = in.readVarLong();
    trail.hash = in.readLong();
    trail.lastLength = in.readVarInt();
    trail.lastSum = (int) in.readZigZag();
    trail.cut = in.readByte() == 1;
    int size = in.readVarInt();
    for (int i = 0; i < size; i++) {
      trail.points.add(new Point(in.readVarLong(), in.readLong()));
    }
    return trail;
  }
}
