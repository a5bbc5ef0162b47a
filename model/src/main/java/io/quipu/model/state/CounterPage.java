package io.quipu.model.state;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Sum;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A counter's numbers in one month, by hour. Increments and totals have the same form: the sum of
 * all increments of a counter is the page of its totals.
 *
 * <p>Each hour has the count, and how many actions in it were a customer's first in the hour, in
 * the day and in the month. The uniques of a day are the sum of "first in day" over its hours;
 * those of a month are the sum of "first in month". So days and months are never sent or stored.
 *
 * <pre>
 *  sums: n, n x (name, scale) | hours: n, n x (hour as the difference to the one before, count,
 *    first in hour, first in day, first in month, n sums x units)
 * </pre>
 *
 * Numbers are variable-length; units are a length and that many bytes of two's complement. Sums are
 * matched by name, so pages of different catalogs can be added; the larger scale is kept. A sum
 * that the catalog no longer has keeps its amounts.
 *
 * <p>Adding is associative and commutative; a page with no hours is its identity. Units are 128
 * bits wide: 2^63 events of the largest amount fit. Not thread-safe.
 */
public final class CounterPage {
  private static final int COUNT = 0;
  private static final int IN_HOUR = 1;
  private static final int IN_DAY = 2;
  private static final int IN_MONTH = 3;
  private static final int FIELDS = 4;

  private List<Sum> sums;
  private int size;
  private int[] hours;
  private long[] numbers;
  // Two longs per sum and hour: the high one, then the low one.
  private long[] units;

  private CounterPage(List<Sum> sums, int capacity) {
    this.sums = sums;
    hours = new int[capacity];
    numbers = new long[FIELDS * capacity];
    units = new long[2 * sums.size() * capacity];
  }

  /** A page with no hours. */
  public static CounterPage empty(List<Sum> sums) {
    return new CounterPage(sums, 1);
  }

  /** The hours that have numbers, as {@link LocalHour#code}, in order. */
  public int[] hours() {
    return Arrays.copyOf(hours, size);
  }

  /** Adds one event, with the {@link UniqueIn} flags of this counter. */
  public void add(Event event, int uniqueIn) {
    int at = slot(LocalHour.code(event.localHour()));
    int field = FIELDS * at;
    numbers[field + COUNT]++;
    numbers[field + IN_HOUR] += uniqueIn & UniqueIn.HOUR;
    numbers[field + IN_DAY] += (uniqueIn & UniqueIn.DAY) >> 1;
    numbers[field + IN_MONTH] += (uniqueIn & UniqueIn.MONTH) >> 2;
    for (int i = 0; i < sums.size(); i++) {
      long amount = event.amount(i);
      Int128Array.add(units, 2 * (at * sums.size() + i), amount >> 63, amount);
    }
  }

  /** Adds all numbers of another page of the same counter and month. */
  public void add(CounterPage other) {
    if (!sums.equals(other.sums)) {
      addDifferent(other);
      return;
    }
    int width = 2 * sums.size();
    for (int i = 0; i < other.size; i++) {
      int at = slot(other.hours[i]);
      for (int field = 0; field < FIELDS; field++) {
        numbers[FIELDS * at + field] += other.numbers[FIELDS * i + field];
      }
      for (int j = 0; j < width; j += 2) {
        Int128Array.add(
            units, at * width + j, other.units[i * width + j], other.units[i * width + j + 1]);
      }
    }
  }

  /**
   * Adds given numbers, such as those of stored totals. Differences can be negative.
   *
   * @param hour the hour's {@link LocalHour#code}
   * @param uniques how many are first in the hour, in the day and in the month
   * @param amounts what is added to each sum, in its units
   */
  public void add(int hour, long count, long[] uniques, BigInteger[] amounts) {
    int at = slot(hour);
    numbers[FIELDS * at + COUNT] += count;
    for (int i = 0; i < uniques.length; i++) {
      numbers[FIELDS * at + IN_HOUR + i] += uniques[i];
    }
    for (int i = 0; i < amounts.length; i++) {
      Int128Array.add(units, 2 * (at * sums.size() + i), amounts[i]);
    }
  }

  /** The totals of the hour with this code; zeros if nothing happened in it. */
  public Totals hour(int hour) {
    int at = Arrays.binarySearch(hours, 0, size, hour);
    return at < 0 ? totals(0, 0, IN_HOUR) : totals(at, at + 1, IN_HOUR);
  }

  /** The totals of a day of the month, 1 to 31. */
  public Totals day(int day) {
    int from = 0;
    while (from < size && LocalHour.day(hours[from]) < day) {
      from++;
    }
    int to = from;
    while (to < size && LocalHour.day(hours[to]) == day) {
      to++;
    }
    return totals(from, to, IN_DAY);
  }

  /** The totals of the month. */
  public Totals month() {
    return totals(0, size, IN_MONTH);
  }

  /**
   * The final numbers of one bucket.
   *
   * @param uniques how many different customers there were; negative if nobody knows, because the
   *     page began with a row without uniques
   * @param sums by name, each with its scale
   */
  public record Totals(long count, long uniques, Map<String, BigDecimal> sums) {

    /** Whether it is known how many different customers there were. */
    public boolean knowsUniques() {
      return uniques >= 0;
    }
  }

  /** Writes the page with the names and scales of its sums. */
  public void write(ByteWriter out) {
    out.writeVarInt(sums.size());
    for (Sum sum : sums) {
      out.writeString(sum.name());
      out.writeVarInt(sum.scale());
    }
    writeHours(out);
  }

  public static CounterPage read(ByteReader in) {
    int count = in.readVarInt();
    List<Sum> sums = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sums.add(Sum.of(in.readString(), in.readVarInt()));
    }
    return readHours(sums, in);
  }

  /** Writes the page without the names and scales of its sums, for a reader that knows them. */
  public void writeHours(ByteWriter out) {
    out.writeVarInt(size);
    int last = 0;
    int width = 2 * sums.size();
    for (int i = 0; i < size; i++) {
      out.writeVarInt(hours[i] - last);
      last = hours[i];
      for (int field = 0; field < FIELDS; field++) {
        out.writeVarLong(numbers[FIELDS * i + field]);
      }
      for (int j = 0; j < width; j += 2) {
        Int128Array.write(units, i * width + j, out);
      }
    }
  }

  public static CounterPage readHours(List<Sum> sums, ByteReader in) {
    int size = in.readVarInt();
    CounterPage page = new CounterPage(sums, size + 1);
    page.size = size;
    int last = 0;
    int width = 2 * sums.size();
    for (int i = 0; i < size; i++) {
      last += in.readVarInt();
      page.hours[i] = last;
      for (int field = 0; field < FIELDS; field++) {
        page.numbers[FIELDS * i + field] = in.readVarLong();
      }
      for (int j = 0; j < width; j += 2) {
        Int128Array.read(in, page.units, i * width + j);
      }
    }
    return page;
  }

  private Totals totals(int from, int to, int uniquesField) {
    long count = 0;
    long uniques = 0;
    int width = 2 * sums.size();
    long[] total = new long[width];
    for (int i = from; i < to; i++) {
      count += numbers[FIELDS * i + COUNT];
      uniques += numbers[FIELDS * i + uniquesField];
      for (int j = 0; j < width; j += 2) {
        Int128Array.add(total, j, units[i * width + j], units[i * width + j + 1]);
      }
    }
    Map<String, BigDecimal> amounts = new LinkedHashMap<>();
    for (int i = 0; i < sums.size(); i++) {
      BigInteger all = Int128Array.get(total, 2 * i);
      amounts.put(sums.get(i).name(), new BigDecimal(all, sums.get(i).scale()));
    }
    return new Totals(count, uniques, amounts);
  }

  /** Adds a page with other sums or scales: converts both to the union of the sums first. */
  private void addDifferent(CounterPage other) {
    List<Sum> union = Sum.union(sums, other.sums);
    withSums(union);
    CounterPage copy = new CounterPage(other.sums, other.size);
    copy.add(other);
    copy.withSums(union);
    add(copy);
  }

  private void withSums(List<Sum> wanted) {
    long[] moved = new long[2 * wanted.size() * hours.length];
    for (int old = 0; old < sums.size(); old++) {
      int at = Sum.indexOf(sums.get(old).name(), wanted);
      BigInteger factor = BigInteger.TEN.pow(wanted.get(at).scale() - sums.get(old).scale());
      for (int i = 0; i < size; i++) {
        int from = 2 * (i * sums.size() + old);
        BigInteger amount = Int128Array.get(units, from).multiply(factor);
        int to = 2 * (i * wanted.size() + at);
        Int128Array.add(moved, to, amount);
      }
    }
    units = moved;
    sums = wanted;
  }

  private int slot(int hour) {
    if (size > 0 && hours[size - 1] == hour) {
      return size - 1;
    }
    int at = Arrays.binarySearch(hours, 0, size, hour);
    if (at >= 0) {
      return at;
    }
    at = -at - 1;
    int width = 2 * sums.size();
    if (size == hours.length) {
      int capacity = 2 * size + 1;
      hours = Arrays.copyOf(hours, capacity);
      numbers = Arrays.copyOf(numbers, FIELDS * capacity);
      units = Arrays.copyOf(units, width * capacity);
    }
    System.arraycopy(hours, at, hours, at + 1, size - at);
    System.arraycopy(numbers, FIELDS * at, numbers, FIELDS * (at + 1), FIELDS * (size - at));
    System.arraycopy(units, width * at, units, width * (at + 1), width * (size - at));
    hours[at] = hour;
    Arrays.fill(numbers, FIELDS * at, FIELDS * (at + 1), 0);
    Arrays.fill(units, width * at, width * (at + 1), 0);
    size++;
    return at;
  }
}
