package io.quipu.benchmarks.throughput.contenders;

import io.quipu.model.event.UniqueIn;
import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * In-memory tables of the events that were counted, and of the hours of a month in which a counter
 * saw a customer. Thread-safe: an event locks only the table of its customer.
 *
 * <p>Names are 64-bit hashes. An entry of a table is two longs: a hash and the value below, which
 * is compact because most customers are active in few hours:
 *
 * <pre>
 *  63       60  59     ...     11 10     0
 * +----------+-------------------+--------+
 * | hours: n |  4 x hour's code  |  code  |   or, if it would be more than 5, the negative number
 * +----------+-------------------+--------+   of a bit set of hours, less 1
 * </pre>
 */
final class SharedUniqueness {
  private static final int TABLES_LOG2 = 8;
  private static final int MOST_HOURS = 5;
  private static final int CODE_BITS = 11;
  private static final int CODE_MASK = (1 << CODE_BITS) - 1;
  private static final int SIZE_SHIFT = 60;
  private static final int CODES_A_DAY = 48;

  /** Marks a missing entry; an entry has at least one hour. */
  private static final long NONE = 0;

  private final Table[] tables = new Table[1 << TABLES_LOG2];

  SharedUniqueness() {
    Arrays.setAll(tables, i -> new Table());
  }

  /**
   * Adds an event, and its customer to each of its counters.
   *
   * @param customer a hash of the customer
   * @param id a hash that is different for each event
   * @param counters hashes, each of one counter and month
   * @param hour the {@link io.quipu.model.calendar.LocalHour#code} in that month
   * @param uniqueIn receives the {@link UniqueIn} flags of each counter
   * @return false if the event was added before; then nothing changes
   */
  boolean add(long customer, long id, long[] counters, int size, int hour, int[] uniqueIn) {
    Table table = tables[(int) (customer >>> (Long.SIZE - TABLES_LOG2))];
    synchronized (table) {
      if (!table.ids.add(id)) {
        return false;
      }
      for (int i = 0; i < size; i++) {
        uniqueIn[i] = table.add(HashCommon.murmurHash3(customer ^ counters[i]), hour);
      }
      return true;
    }
  }

  private static final class Table {
    private final LongOpenHashSet ids = new LongOpenHashSet();
    private final Long2LongOpenHashMap hours = new Long2LongOpenHashMap();
    private final List<BitSet> many = new ArrayList<>();

    Table() {
      hours.defaultReturnValue(NONE);
    }

    int add(long key, int hour) {
      long entry = hours.get(key);
      if (entry == NONE) {
        hours.put(key, (1L << SIZE_SHIFT) | hour);
        return UniqueIn.HOUR | UniqueIn.DAY | UniqueIn.MONTH;
      }
      return entry < 0 ? add(many.get((int) -(entry + 1)), hour) : add(key, entry, hour);
    }

    private int add(long key, long entry, int hour) {
      int size = (int) (entry >>> SIZE_SHIFT);
      boolean sameDay = false;
      for (int i = 0; i < size; i++) {
        int code = (int) (entry >>> (i * CODE_BITS)) & CODE_MASK;
        if (code == hour) {
          return UniqueIn.NONE;
        }
        sameDay |= code / CODES_A_DAY == hour / CODES_A_DAY;
      }
      if (size < MOST_HOURS) {
        hours.put(key, (entry + (1L << SIZE_SHIFT)) | ((long) hour << (size * CODE_BITS)));
      } else {
        BitSet set = new BitSet();
        for (int i = 0; i < size; i++) {
          set.set((int) (entry >>> (i * CODE_BITS)) & CODE_MASK);
        }
        set.set(hour);
        many.add(set);
        hours.put(key, -many.size());
      }
      return sameDay ? UniqueIn.HOUR : UniqueIn.HOUR | UniqueIn.DAY;
    }

    private static int add(BitSet set, int hour) {
      if (set.get(hour)) {
        return UniqueIn.NONE;
      }
      int dayStart = hour / CODES_A_DAY * CODES_A_DAY;
      int next = set.nextSetBit(dayStart);
      set.set(hour);
      return next >= 0 && next < dayStart + CODES_A_DAY
          ? UniqueIn.HOUR
          : UniqueIn.HOUR | UniqueIn.DAY;
    }
  }
}
