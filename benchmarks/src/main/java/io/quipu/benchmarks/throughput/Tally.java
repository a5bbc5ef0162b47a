package io.quipu.benchmarks.throughput;

import com.dynatrace.hash4j.hashing.Hashing;
import io.quipu.model.calendar.Resolution;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * All results of this JVM's contender. It stands where a sink would: it keeps each row's numbers,
 * as little work as can be that still shows in the end whether they are right.
 *
 * <p>Rows are kept by a 64-bit hash (XXH3) of their names: among a million rows two share one with
 * a probability of 3 in 10^8. Thread-safe.
 */
public final class Tally {
  private static final int STRIPES = 64;
  private static final Stripe[] ALL = new Stripe[STRIPES];
  private static final LongAdder COUNTED = new LongAdder();

  static {
    for (int i = 0; i < STRIPES; i++) {
      ALL[i] = new Stripe();
    }
  }

  private static final class Stripe {
    private final Long2ObjectOpenHashMap<long[]> rows = new Long2ObjectOpenHashMap<>();

    private synchronized long[] row(long hash) {
      return rows.computeIfAbsent(hash, key -> new long[3]);
    }
  }

  /**
   * What all rows come to, in whatever order they came.
   *
   * @param rows how many there are
   * @param sum of a hash of each row with its numbers
   */
  record Digest(long rows, long sum) {}

  private Tally() {}

  /** An addition to a row. */
  public static void add(
      String company,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      long bucketStart,
      long count,
      long uniques,
      long sum) {
    long[] row = row(hash(company, statistic, dimension, value, resolution, bucketStart));
    synchronized (row) {
      row[0] += count;
      row[1] += uniques;
      row[2] += sum;
    }
    tell(dimension, resolution, count);
  }

  /** A final number of a row, in place of the one before. */
  public static void set(
      String company,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      long bucketStart,
      long count,
      long uniques,
      long sum) {
    long[] row = row(hash(company, statistic, dimension, value, resolution, bucketStart));
    long before;
    synchronized (row) {
      before = row[0];
      row[0] = count;
      row[1] = uniques;
      row[2] = sum;
    }
    tell(dimension, resolution, count - before);
  }

  /** How many events were counted so far: the months of the whole statistics, all together. */
  static long counted() {
    return COUNTED.sum();
  }

  /** What all rows come to; complete once nothing is told any more. */
  static Digest digest() {
    long rows = 0;
    long sum = 0;
    for (Stripe stripe : ALL) {
      synchronized (stripe) {
        rows += stripe.rows.size();
        for (var entry : stripe.rows.long2ObjectEntrySet()) {
          long[] row = entry.getValue();
          synchronized (row) {
            sum +=
                Hashing.xxh3_64()
                    .hashStream()
                    .putLong(entry.getLongKey())
                    .putLong(row[0])
                    .putLong(row[1])
                    .putLong(row[2])
                    .getAsLong();
          }
        }
      }
    }
    return new Digest(rows, sum);
  }

  /** Forgets all. */
  static void clear() {
    for (Stripe stripe : ALL) {
      synchronized (stripe) {
        stripe.rows.clear();
      }
    }
    COUNTED.reset();
  }

  private static long[] row(long hash) {
    return ALL[(int) (hash >>> 58)].row(hash);
  }

  private static void tell(String dimension, Resolution resolution, long count) {
    if (resolution == Resolution.MONTH && dimension.isEmpty()) {
      COUNTED.add(count);
    }
  }

  private static long hash(
      String company,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      long bucketStart) {
    return Hashing.xxh3_64()
        .hashStream()
        .putString(company)
        .putString(statistic)
        .putString(dimension)
        .putString(value)
        .putInt(resolution.code())
        .putLong(bucketStart)
        .getAsLong();
  }
}
