package io.quipu.model.state;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.event.UniqueIn;
import java.util.Arrays;

/**
 * The actions of one customer in one month and statistic: for each dimension value, the hours in
 * which it happened, and the ids of the latest events.
 *
 * <p>The hours are enough for all three resolutions: an action is the first of its day if the page
 * has no hour of that day. The order in which events arrive does not matter.
 *
 * <pre>
 *  version (1) | ids: n, n x 8, the latest last
 *  | entries: n, n x fingerprint (8), in order
 *  | all hours of the page | the hours of each entry as a set of those, as in {@link PageHours}
 * </pre>
 *
 * So a value takes 8 bytes in a page of one hour, and 9 or a few more in others. A number in
 * parentheses is a size in bytes. Numbers without a size are variable-length; the fingerprint is
 * the low half of the counter's {@link io.quipu.model.counter.Fingerprint}. Two of the k values of
 * a page share a fingerprint with a probability under k^2 / 2^65.
 *
 * <p>Not thread-safe.
 */
public final class UniquenessPage {
  /**
   * How many event ids a page remembers: those of the last events that were counted for one
   * customer, statistic and month. The month is that of the event's own time, on the company's
   * clock. An event whose id is remembered is a repeat and does not count. The same id counts again
   * for another customer, in another month, or after this many other ids. For events without a
   * customer, each company, statistic and month has 4,096 groups of ids, and each group remembers
   * this many ({@link io.quipu.model.counter.Fingerprint#ofAnonymous}).
   */
  public static final int REMEMBERED_IDS = 1024;

  private static final int VERSION = 2;

  private long[] ids;
  private int idCount;
  private long[] fingerprints;
  // Each array is sorted and never changed, because entries may share it.
  private int[][] hours;
  private int size;
  private int forgotten;

  private UniquenessPage(long[] ids, long[] fingerprints, int[][] hours) {
    this.ids = ids;
    this.idCount = ids.length;
    this.fingerprints = fingerprints;
    this.hours = hours;
    this.size = fingerprints.length;
  }

  /** The page of a customer who has done nothing yet. */
  public static UniquenessPage empty() {
    return new UniquenessPage(new long[0], new long[0], new int[0][]);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static UniquenessPage fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The uniqueness page");
    long[] ids = new long[in.readVarInt()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = in.readLong();
    }
    int size = in.readVarInt();
    long[] fingerprints = new long[size];
    int[][] hours = new int[size][];
    for (int i = 0; i < size; i++) {
      fingerprints[i] = in.readLong();
    }
    PageHours all = PageHours.read(in);
    for (int i = 0; i < size; i++) {
      hours[i] = all.readSet(in);
    }
    in.expectEnd("The uniqueness page");
    return new UniquenessPage(ids, fingerprints, hours);
  }

  /** The page in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(8 + 8 * idCount + 10 * size);
    out.writeByte(VERSION);
    out.writeVarInt(idCount);
    for (int i = 0; i < idCount; i++) {
      out.writeLong(ids[i]);
    }
    out.writeVarInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(fingerprints[i]);
    }
    PageHours all = PageHours.of(hours, size);
    all.write(out);
    for (int i = 0; i < size; i++) {
      all.writeSet(hours[i], out);
    }
    return out.toBytes();
  }

  /**
   * Remembers an event's id.
   *
   * @return whether the id is new; if not, the event was counted before
   */
  public boolean addId(long id) {
    for (int i = idCount - 1; i >= 0; i--) {
      if (ids[i] == id) {
        return false;
      }
    }
    if (idCount == REMEMBERED_IDS) {
      forgotten++;
      System.arraycopy(ids, 1, ids, 0, --idCount);
    } else if (idCount == ids.length) {
      ids = Arrays.copyOf(ids, Math.min(REMEMBERED_IDS, 2 * idCount + 1));
    }
    ids[idCount++] = id;
    return true;
  }

  /** How many ids the page has forgotten, to remember later ones, since it was read. */
  public int forgottenIds() {
    return forgotten;
  }

  /**
   * Remembers that a dimension value happened in an hour.
   *
   * @param fingerprint the low half of the counter's fingerprint
   * @param hour the hour's {@link LocalHour#code}
   * @return the set of {@link UniqueIn} flags: in which buckets this is the first
   */
  public int add(long fingerprint, int hour) {
    int at = Arrays.binarySearch(fingerprints, 0, size, fingerprint);
    if (at < 0) {
      insert(-at - 1, fingerprint, hour);
      return UniqueIn.HOUR | UniqueIn.DAY | UniqueIn.MONTH;
    }
    int[] seen = hours[at];
    int place = Arrays.binarySearch(seen, hour);
    if (place >= 0) {
      return UniqueIn.NONE;
    }
    place = -place - 1;
    int day = LocalHour.day(hour);
    boolean sameDay =
        (place > 0 && LocalHour.day(seen[place - 1]) == day)
            || (place < seen.length && LocalHour.day(seen[place]) == day);
    int[] more = new int[seen.length + 1];
    System.arraycopy(seen, 0, more, 0, place);
    more[place] = hour;
    System.arraycopy(seen, place, more, place + 1, seen.length - place);
    hours[at] = more;
    return sameDay ? UniqueIn.HOUR : UniqueIn.HOUR | UniqueIn.DAY;
  }

  private void insert(int at, long fingerprint, int hour) {
    if (size == fingerprints.length) {
      fingerprints = Arrays.copyOf(fingerprints, 2 * size + 8);
      hours = Arrays.copyOf(hours, 2 * size + 8);
    }
    System.arraycopy(fingerprints, at, fingerprints, at + 1, size - at);
    System.arraycopy(hours, at, hours, at + 1, size - at);
    fingerprints[at] = fingerprint;
    hours[at] = new int[] {hour};
    size++;
  }
}
