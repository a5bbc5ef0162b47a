package io.quipu.model.limit;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.Event;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The first values of a dimension in a month, up to its limit, for input that is known as a whole:
 * by the hour of a value's earliest event, and in the same hour by the fingerprint of its counter.
 * So the result does not depend on the order in which values are added.
 *
 * <p>Merging is associative and commutative, and an empty object changes nothing. It holds no more
 * values than the limit: if a value was left out, so many values are before it, and they only move
 * forward.
 *
 * <pre>
 *  version (1) | limit | is full (1) | n | n x (hour code, page number (1), value (8))
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class FirstValues {
  private static final int VERSION = 1;
  private static final Comparator<Entry> ORDER =
      Comparator.comparingInt(Entry::hour)
          .thenComparingLong(Entry::value)
          .thenComparingInt(Entry::page);

  private final Map<Long, Entry> known = new HashMap<>();
  private final TreeSet<Entry> inOrder = new TreeSet<>(ORDER);
  private int limit;
  private boolean leftOut;

  /** A value, the page of admitted values that it belongs to, and the hour of its first event. */
  private record Entry(int hour, int page, long value) {}

  /** No values, with a limit that comes with the first one. */
  public FirstValues() {}

  /** Adds the values of an event that a limit decides on to those of their dimensions. */
  public static void addTo(Map<LimitedMonth, FirstValues> all, ValueLimits limits, Event event) {
    int hour = LocalHour.code(event.localHour());
    for (int i = 0; i < event.size(); i++) {
      if (Admissions.isDecided(limits, event, i)) {
        FirstValues values =
            all.computeIfAbsent(LimitedMonth.of(event, i), key -> new FirstValues());
        values.limit = limits.of(event.statistic().name(), event.dimension(i));
        Fingerprint counter = event.counter(i);
        values.add(new Entry(hour, AdmittedValues.numberOf(counter), counter.low()));
      }
    }
  }

  /**
   * Returns the numbers of the event's values that are beyond a limit.
   *
   * @param overflowing finds the values that are admitted, in order; null for a dimension that has
   *     no others
   */
  public static BitSet beyond(
      ValueLimits limits, Event event, Function<LimitedMonth, long @Nullable []> overflowing) {
    BitSet beyond = new BitSet();
    for (int i = 0; i < event.size(); i++) {
      if (Admissions.isDecided(limits, event, i)) {
        long[] admitted = overflowing.apply(LimitedMonth.of(event, i));
        if (admitted != null && Arrays.binarySearch(admitted, event.counter(i).low()) < 0) {
          beyond.set(i);
        }
      }
    }
    return beyond;
  }

  /** Adds all values of another object, which must be of the same dimension and month. */
  public void add(FirstValues other) {
    limit = Math.max(limit, other.limit);
    leftOut |= other.leftOut;
    other.inOrder.forEach(this::add);
  }

  private void add(Entry entry) {
    Entry before = known.get(entry.value());
    if (before != null) {
      if (ORDER.compare(before, entry) <= 0) {
        return;
      }
      inOrder.remove(before);
    }
    known.put(entry.value(), entry);
    inOrder.add(entry);
    if (inOrder.size() > limit) {
      known.remove(inOrder.pollLast().value());
      leftOut = true;
    }
  }

  /** Whether the dimension has more values than these. */
  public boolean hasOthers() {
    return leftOut;
  }

  /** The values, in order, for {@link #beyond}. */
  public long[] values() {
    return known.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** The pages from which a live job can continue, by their keys. */
  public Map<Fingerprint, byte[]> toPages(Fingerprint dimension) {
    Map<Fingerprint, AdmittedValues> pages = new HashMap<>();
    for (Entry entry : inOrder) {
      pages
          .computeIfAbsent(
              AdmittedValues.page(dimension, entry.page()), key -> AdmittedValues.empty())
          .add(entry.value());
    }
    pages
        .computeIfAbsent(AdmittedValues.firstPage(dimension), key -> AdmittedValues.empty())
        .setTotal(inOrder.size());
    Map<Fingerprint, byte[]> bytes = new HashMap<>();
    pages.forEach((key, page) -> bytes.put(key, page.toBytes()));
    return bytes;
  }

  /** The values in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(16 + 11 * inOrder.size());
    out.writeByte(VERSION);
    out.writeVarInt(limit);
    out.writeByte(leftOut ? 1 : 0);
    out.writeVarInt(inOrder.size());
    for (Entry entry : inOrder) {
      out.writeVarInt(entry.hour());
      out.writeByte(entry.page());
      out.writeLong(entry.value());
    }
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static FirstValues fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The first values of a dimension");
    FirstValues values = new FirstValues();
    values.limit = in.readVarInt();
    values.leftOut = in.readByte() != 0;
    for (int i = in.readVarInt(); i > 0; i--) {
      values.add(new Entry(in.readVarInt(), in.readByte(), in.readLong()));
    }
    in.expectEnd("The first values of a dimension");
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FirstValues that
        && limit == that.limit
        && leftOut == that.leftOut
        && inOrder.equals(that.inOrder);
  }

  @Override
  public int hashCode() {
    return inOrder.hashCode();
  }
}
