package io.quipu.benchmarks.throughput;

import com.dynatrace.hash4j.hashing.Hashing;
import io.quipu.model.calendar.Resolution;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The results of this JVM's contender, in place of a sink. It keeps the numbers of each row: the
 * least work that still shows at the end whether all rows are right.
 *
 * <p>Rows are stored by a 64-bit hash (XXH3) of their names. Among a million rows, the probability
 * that two share a hash is 3 in 10^8. Thread-safe.
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
   * A digest of all rows, which does not depend on their order.
   *
   * @param rows the number of rows
   * @param sum the sum of the hashes of all rows with their numbers
   */
  record Digest(long rows, long sum) {}

  private Tally() {}

  /** Adds numbers to a row. */
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

  /** Sets the numbers of a row, in place of its previous ones. */
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

  /** The number of events counted so far: the sum of the whole statistics' months. */
  static long counted() {
    return COUNTED.sum();
  }

  /** The digest of all rows; final once no more results come. */
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

  /** Removes all rows. */
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
