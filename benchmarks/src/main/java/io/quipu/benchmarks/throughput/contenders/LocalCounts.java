package io.quipu.benchmarks.throughput.contenders;

import com.dynatrace.hash4j.hashing.Hashing;
import io.quipu.benchmarks.throughput.Tally;
import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one thread since its last flush. An event changes only the cells of its hour;
 * {@link #flush} adds up the cells of the day and month from them. Not thread-safe.
 */
final class LocalCounts {
  private static final int MOST_COUNTERS = 64;

  private final Calendars calendars;
  private final SharedUniqueness uniqueness;
  private final Map<String, Map<String, Map<String, Map<String, CounterCells>>>> counters =
      new HashMap<>();
  private final List<Cell> changed = new ArrayList<>();

  // The counters of the current event.
  private final CounterCells[] cells = new CounterCells[MOST_COUNTERS];
  private final long[] keys = new long[MOST_COUNTERS];
  private final int[] uniqueIn = new int[MOST_COUNTERS];

  LocalCounts(TimeZones zones, SharedUniqueness uniqueness) {
    calendars = new Calendars(zones);
    this.uniqueness = uniqueness;
  }

  /** Counts an event, unless it was counted before. */
  void add(Event event) {
    String customer = event.customer();
    if (customer == null) {
      throw new IllegalArgumentException("The demo's events have customers.");
    }
    int size = event.counters();
    int month = LocalHour.month(event.localHour());
    find(event, size, month);
    long customerHash = Hashing.xxh3_64().hashCharsToLong(customer);
    long whole = keys[size - 1];
    int hour = LocalHour.code(event.localHour());
    if (uniqueness.add(
        customerHash, event.id() ^ customerHash ^ whole, keys, size, hour, uniqueIn)) {
      long sum = event.statistic().sums().isEmpty() ? 0 : event.amount(0);
      for (int i = 0; i < size; i++) {
        Cell cell = cells[i].at(event.localHour());
        cell.add(uniqueIn[i], sum);
        if (!cell.changed) {
          cell.changed = true;
          changed.add(cell);
        }
      }
    }
  }

  /** Finds the counters of an event; the whole statistic is the last one. */
  private void find(Event event, int size, int month) {
    var ofStatistic =
        counters
            .computeIfAbsent(event.company(), absent -> new HashMap<>())
            .computeIfAbsent(event.statistic().name(), absent -> new HashMap<>());
    for (int i = 0; i < size; i++) {
      boolean whole = i == event.size();
      String dimension = whole ? "" : event.dimension(i);
      String value = whole ? "" : event.value(i);
      var ofDimension = ofStatistic.computeIfAbsent(dimension, absent -> new HashMap<>());
      CounterCells found = ofDimension.get(value);
      if (found == null) {
        found = new CounterCells(event, dimension, value, calendars.of(event.company()));
        ofDimension.put(value, found);
      }
      cells[i] = found;
      keys[i] = HashCommon.murmurHash3(found.hash + month);
    }
  }

  /** Adds the increments since the last flush to the rows in {@link Tally}. */
  void flush() {
    flush(changed);
    changed.clear();
  }

  private static void flush(List<Cell> hours) {
    List<Cell> days = parents(hours);
    List<Cell> months = parents(days);
    hours.forEach(Cell::tell);
    days.forEach(Cell::tell);
    months.forEach(Cell::tell);
  }

  /** Adds up cells into cells of the next longer bucket, and returns these. */
  private static List<Cell> parents(List<Cell> cells) {
    List<Cell> parents = new ArrayList<>();
    for (Cell cell : cells) {
      Cell parent = cell.parent;
      if (parent != null) {
        parent.count += cell.count;
        parent.sum += cell.sum;
        if (!parent.changed) {
          parent.changed = true;
          parents.add(parent);
        }
      }
    }
    return parents;
  }

  /** The cells of one counter. */
  private static final class CounterCells {
    private final String company;
    private final String statistic;
    private final String dimension;
    private final String value;
    private final long hash;
    private final BucketCalendar calendar;
    private final Int2ObjectOpenHashMap<Cell> hours = new Int2ObjectOpenHashMap<>();
    private final Int2ObjectOpenHashMap<Cell> days = new Int2ObjectOpenHashMap<>();
    private final Int2ObjectOpenHashMap<Cell> months = new Int2ObjectOpenHashMap<>();
    // A cache, because most events are in the same hour as the event before.
    private int lastHour = -1;
    private @Nullable Cell last;

    CounterCells(Event event, String dimension, String value, BucketCalendar calendar) {
      company = event.company();
      statistic = event.statistic().name();
      this.dimension = dimension;
      this.value = value;
      this.calendar = calendar;
      hash = Fingerprint.ofCounter(company, statistic, dimension, value).low();
    }

    Cell at(int localHour) {
      Cell cell = localHour == lastHour ? last : hours.get(localHour);
      if (cell == null) {
        cell = newHour(localHour);
      }
      lastHour = localHour;
      last = cell;
      return cell;
    }

    private Cell newHour(int localHour) {
      int month = LocalHour.month(localHour);
      int code = LocalHour.code(localHour);
      int day = LocalHour.day(code);
      Cell monthCell = months.get(month);
      if (monthCell == null) {
        monthCell = new Cell(this, Resolution.MONTH, calendar.monthStart(month), null);
        months.put(month, monthCell);
      }
      int dayKey = LocalHour.ofCode(month, day);
      Cell dayCell = days.get(dayKey);
      if (dayCell == null) {
        dayCell = new Cell(this, Resolution.DAY, calendar.dayStart(month, day), monthCell);
        days.put(dayKey, dayCell);
      }
      Cell cell = new Cell(this, Resolution.HOUR, calendar.hourStart(month, code), dayCell);
      hours.put(localHour, cell);
      return cell;
    }
  }

  /** The increment of one row. */
  private static final class Cell {
    private final CounterCells counter;
    private final Resolution resolution;
    private final long bucketStart;
    private final @Nullable Cell parent;
    private boolean changed;
    private long count;
    private long uniques;
    private long sum;

    Cell(CounterCells counter, Resolution resolution, long bucketStart, @Nullable Cell parent) {
      this.counter = counter;
      this.resolution = resolution;
      this.bucketStart = bucketStart;
      this.parent = parent;
    }

    /** Adds an event to an hour; the first event of a day or month is added there at once. */
    void add(int uniqueIn, long amount) {
      count++;
      sum += amount;
      if (uniqueIn != UniqueIn.NONE) {
        uniques++;
        Cell day = parent;
        if ((uniqueIn & UniqueIn.DAY) != 0 && day != null) {
          day.uniques++;
          Cell month = day.parent;
          if ((uniqueIn & UniqueIn.MONTH) != 0 && month != null) {
            month.uniques++;
          }
        }
      }
    }

    void tell() {
      Tally.add(
          counter.company,
          counter.statistic,
          counter.dimension,
          counter.value,
          resolution,
          bucketStart,
          count,
          uniques,
          sum);
      changed = false;
      count = 0;
      uniques = 0;
      sum = 0;
    }
  }
}
