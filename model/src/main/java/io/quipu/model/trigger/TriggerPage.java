package io.quipu.model.trigger;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the triggers of one counter remember: which have fired in which bucket, and the rows that
 * their conditions need. All times are stream times in milliseconds since 1970. Not thread-safe.
 *
 * <pre>
 *  version (1) | last change | looked until | timer | number of buckets | buckets
 *
 *  bucket: resolution | start | row is kept until | 1 and the row, or 0
 *          | marks are kept until | number of marks | per mark: trigger, number, armed + 2 failed
 * </pre>
 */
public final class TriggerPage {
  private static final int VERSION = 1;

  /** No time. */
  public static final long NEVER = 0;

  private final Map<Place, Bucket> buckets = new TreeMap<>();
  private long lastChange;
  private long lookedUntil;
  private long timer;
  private boolean changed;

  /** A bucket's place in time. */
  public record Place(Resolution resolution, long start) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byStart = Long.compare(start, other.start);
      return byStart != 0 ? byStart : resolution.compareTo(other.resolution);
    }
  }

  /**
   * What a trigger has done in a bucket.
   *
   * @param number how often it has fired
   * @param armed whether it fires when its condition is true
   * @param failed whether it was told that its condition cannot be computed
   */
  public record Mark(int number, boolean armed, boolean failed) {
    /** The mark of a trigger that has done nothing. */
    public static final Mark NONE = new Mark(0, true, false);
  }

  private static final class Bucket {
    private @Nullable CountRow row;
    private long rowUntil;
    private long marksUntil;
    private final Map<String, Mark> marks = new TreeMap<>();
  }

  /** A page of a counter that nothing is known of. */
  public TriggerPage() {}

  /** The row of a bucket; null if it is not kept. */
  public @Nullable CountRow row(Place place) {
    Bucket bucket = buckets.get(place);
    return bucket == null ? null : bucket.row;
  }

  /** The rows that are kept in a resolution. */
  public Collection<CountRow> rows(Resolution resolution) {
    List<CountRow> rows = new ArrayList<>();
    buckets.forEach(
        (place, bucket) -> {
          if (place.resolution() == resolution && bucket.row != null) {
            rows.add(bucket.row);
          }
        });
    return rows;
  }

  /** Keeps a row. */
  public void keep(Place place, CountRow row, long until) {
    Bucket bucket = buckets.computeIfAbsent(place, any -> new Bucket());
    bucket.row = row;
    bucket.rowUntil = until;
    changed = true;
  }

  /** What a trigger has done in a bucket. */
  public Mark mark(Place place, String trigger) {
    Bucket bucket = buckets.get(place);
    return bucket == null ? Mark.NONE : bucket.marks.getOrDefault(trigger, Mark.NONE);
  }

  /** Notes what a trigger has done. Nothing in the bucket is forgotten before the time. */
  public void mark(Place place, String trigger, Mark mark, long until) {
    Bucket bucket = buckets.computeIfAbsent(place, any -> new Bucket());
    bucket.marks.put(trigger, mark);
    bucket.marksUntil = Math.max(bucket.marksUntil, until);
    changed = true;
  }

  /** When a number of the counter changed last; {@link #NEVER} if nobody asks for it. */
  public long lastChange() {
    return lastChange;
  }

  /** Notes that a number has changed. */
  public void changedAt(long time) {
    if (time > lastChange) {
      lastChange = time;
      changed = true;
    }
  }

  /** Until when silence was looked for. */
  public long lookedUntil() {
    return lookedUntil;
  }

  /** Notes until when silence was looked for. */
  public void lookedUntil(long time) {
    lookedUntil = time;
    changed = true;
  }

  /** For when the timer is set; {@link #NEVER} if it is not. */
  public long timer() {
    return timer;
  }

  /** Notes for when the timer is set. */
  public void timer(long time) {
    timer = time;
    changed = true;
  }

  /** Forgets what is not needed any more. */
  public void expire(long now) {
    for (Bucket bucket : buckets.values()) {
      if (bucket.row != null && bucket.rowUntil <= now) {
        bucket.row = null;
        changed = true;
      }
      if (!bucket.marks.isEmpty() && bucket.marksUntil <= now) {
        bucket.marks.clear();
        changed = true;
      }
    }
    buckets.values().removeIf(bucket -> bucket.row == null && bucket.marks.isEmpty());
  }

  /** When the next thing can be forgotten; {@link #NEVER} if there is none. */
  public long nextExpiry() {
    long next = Long.MAX_VALUE;
    for (Bucket bucket : buckets.values()) {
      next = bucket.row == null ? next : Math.min(next, bucket.rowUntil);
      next = bucket.marks.isEmpty() ? next : Math.min(next, bucket.marksUntil);
    }
    return next == Long.MAX_VALUE ? NEVER : next;
  }

  /** Whether no bucket has anything. */
  public boolean hasNoBucket() {
    return buckets.isEmpty();
  }

  /** Whether it differs from what was read. */
  public boolean isChanged() {
    return changed;
  }

  /** The page in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(64 + 128 * buckets.size());
    out.writeByte(VERSION);
    out.writeZigZag(lastChange);
    out.writeZigZag(lookedUntil);
    out.writeZigZag(timer);
    out.writeVarInt(buckets.size());
    buckets.forEach((place, bucket) -> write(place, bucket, out));
    return out.toBytes();
  }

  private static void write(Place place, Bucket bucket, ByteWriter out) {
    out.writeByte(place.resolution().code());
    out.writeZigZag(place.start());
    out.writeZigZag(bucket.rowUntil);
    out.writeByte(bucket.row == null ? 0 : 1);
    if (bucket.row != null) {
      out.writeBytes(bucket.row.toBytes());
    }
    out.writeZigZag(bucket.marksUntil);
    out.writeVarInt(bucket.marks.size());
    bucket.marks.forEach(
        (trigger, mark) -> {
          out.writeString(trigger);
          out.writeVarInt(mark.number());
          out.writeByte((mark.armed() ? 1 : 0) + (mark.failed() ? 2 : 0));
        });
  }

  /**
   * The page that {@link #toBytes} wrote; an empty one for null.
   *
   * @throws io.quipu.model.failure.PermanentFailure if the bytes are of another version
   */
  public static TriggerPage fromBytes(byte @Nullable [] bytes) {
    TriggerPage page = new TriggerPage();
    if (bytes == null) {
      return page;
    }
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The page of triggers");
    page.lastChange = in.readZigZag();
    page.lookedUntil = in.readZigZag();
    page.timer = in.readZigZag();
    for (int i = in.readVarInt(); i > 0; i--) {
      Place place = new Place(Resolution.ofCode(in.readByte()), in.readZigZag());
      page.buckets.put(place, readBucket(in));
    }
    in.expectEnd("The page of triggers");
    return page;
  }

  private static Bucket readBucket(ByteReader in) {
    Bucket bucket = new Bucket();
    bucket.rowUntil = in.readZigZag();
    if (in.readByte() == 1) {
      bucket.row = CountRow.fromBytes(in.readBytes());
    }
    bucket.marksUntil = in.readZigZag();
    for (int i = in.readVarInt(); i > 0; i--) {
      String trigger = in.readString();
      int number = in.readVarInt();
      int flags = in.readByte();
      bucket.marks.put(trigger, new Mark(number, (flags & 1) != 0, (flags & 2) != 0));
    }
    return bucket;
  }
}
