package io.quipu.model.progress;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How late the events of a company come: the time from when an event happened to when its record
 * was appended, over the last one to two weeks. An event without delay, or from a clock that is
 * ahead, is in the first class.
 *
 * <p>Class i holds delays of up to 2^(i/2) seconds, so a quantile is at most 41% too large, and
 * never too small. The times are those of appending. A record of an older week than the two that
 * are kept is left out.
 *
 * <pre>
 *  +---------+------------+-----------+------------+
 *  | version | week, zig- | this week | week before|
 *  | 1 byte  | zag varint | Week      | Week       |
 *  +---------+------------+-----------+------------+
 *  Week: three varints, the events that came after their hour, day and month; a varint, the number
 *  of classes; for each class a varint, its events
 * </pre>
 *
 * Not thread-safe.
 */
public final class Lateness {
  private static final int VERSION = 1;

  /** Up to 2^31 seconds, which are 68 years. */
  private static final int CLASSES = 63;

  private static final int RESOLUTIONS = 3;
  private static final long WEEK_MS = TimeUnit.DAYS.toMillis(7);

  private long week = Long.MIN_VALUE;
  private Week current = new Week();
  private Week before = new Week();

  /** The events of a week. */
  private static final class Week {
    private final long[] classes = new long[CLASSES];
    private final long[] late = new long[RESOLUTIONS];

    void add(Week other) {
      for (int i = 0; i < CLASSES; i++) {
        classes[i] += other.classes[i];
      }
      for (int i = 0; i < late.length; i++) {
        late[i] += other.late[i];
      }
    }

    long events() {
      return Arrays.stream(classes).sum();
    }

    void write(ByteWriter out) {
      for (long one : late) {
        out.writeVarLong(one);
      }
      int size = CLASSES;
      while (size > 0 && classes[size - 1] == 0) {
        size--;
      }
      out.writeVarInt(size);
      for (int i = 0; i < size; i++) {
        out.writeVarLong(classes[i]);
      }
    }

    static Week read(ByteReader in) {
      Week week = new Week();
      for (int i = 0; i < week.late.length; i++) {
        week.late[i] = in.readVarLong();
      }
      int size = in.readVarInt();
      for (int i = 0; i < size; i++) {
        week.classes[i] = in.readVarLong();
      }
      return week;
    }
  }

  /** No events. */
  public Lateness() {}

  /**
   * Adds an event.
   *
   * @param appended when its record was appended, in milliseconds since 1970
   * @param delay the time from when it happened to then, in milliseconds
   * @param happenedIn the {@link LocalHour} in which it happened
   * @param appendedIn the {@link LocalHour} in which its record was appended
   */
  public void add(long appended, long delay, int happenedIn, int appendedIn) {
    Week target = ofWeek(Math.floorDiv(appended, WEEK_MS));
    if (target == null) {
      return;
    }
    target.classes[classOf(delay)]++;
    if (delay <= 0 || happenedIn == appendedIn) {
      return;
    }
    target.late[Resolution.HOUR.code()]++;
    if (LocalHour.month(happenedIn) != LocalHour.month(appendedIn)) {
      target.late[Resolution.DAY.code()]++;
      target.late[Resolution.MONTH.code()]++;
    } else if (LocalHour.day(LocalHour.code(happenedIn))
        != LocalHour.day(LocalHour.code(appendedIn))) {
      target.late[Resolution.DAY.code()]++;
    }
  }

  /** Adds the events of another one. */
  public void add(Lateness other) {
    if (other.week == Long.MIN_VALUE) {
      return;
    }
    Week newer = ofWeek(other.week);
    if (newer != null) {
      newer.add(other.current);
    }
    Week older = ofWeek(other.week - 1);
    if (older != null) {
      older.add(other.before);
    }
  }

  /** Goes on to a week if it is newer. Returns its events; null if it is too old to be kept. */
  private @Nullable Week ofWeek(long number) {
    if (number > week) {
      before = number == week + 1 ? current : new Week();
      current = new Week();
      week = number;
    }
    return number == week ? current : number == week - 1 ? before : null;
  }

  /** How many events it has. */
  public long events() {
    return current.events() + before.events();
  }

  /** The share of events that came after their bucket had ended; 0 without events. */
  public double lateShare(Resolution resolution) {
    long events = events();
    int i = resolution.code();
    return events == 0 ? 0 : (double) (current.late[i] + before.late[i]) / events;
  }

  /**
   * The delay within which this share of the events came, in milliseconds; 0 without events.
   *
   * @param share from 0 to 1
   */
  public long within(double share) {
    long needed = (long) Math.ceil(events() * share);
    long found = 0;
    int i = 0;
    while (i < CLASSES && found < needed) {
      found += current.classes[i] + before.classes[i];
      i++;
    }
    return i == 0 ? 0 : upTo(i - 1);
  }

  private static int classOf(long delay) {
    int i = 0;
    while (i < CLASSES - 1 && delay > upTo(i)) {
      i++;
    }
    return i;
  }

  /** The longest delay of a class, in milliseconds. */
  private static long upTo(int i) {
    return (long) (1_000L * Math.pow(2, i / 2.0));
  }

  /** The lateness in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(128);
    out.writeByte(VERSION);
    out.writeZigZag(week);
    current.write(out);
    before.write(out);
    return out.toBytes();
  }

  /** The lateness of these bytes. */
  public static Lateness fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "A lateness");
    Lateness lateness = new Lateness();
    lateness.week = in.readZigZag();
    lateness.current = Week.read(in);
    lateness.before = Week.read(in);
    in.expectEnd("A lateness");
    return lateness;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Lateness that && Arrays.equals(toBytes(), that.toBytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toBytes());
  }
}
