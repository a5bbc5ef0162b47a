package io.quipu.benchmarks.throughput;

import com.dynatrace.hash4j.hashing.Hashing;
import io.quipu.model.Resolution;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All results of this JVM's contender, by a hash of the row's name. Thread-safe. */
final class Tally {
  /** The numbers of a row. */
  record Total(long count, long uniques, long sum) {
    private Total plus(Total other) {
      return new Total(count + other.count, uniques + other.uniques, sum + other.sum);
    }
  }

  private static final Map<Long, Total> TOTALS = new ConcurrentHashMap<>();

  private Tally() {}

  /** An addition to a row, from contenders that give increments. */
  static void add(
      String company,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      long bucketStart,
      long count,
      long uniques,
      long sum) {
    TOTALS.merge(
        hash(company, statistic, dimension, value, resolution, bucketStart),
        new Total(count, uniques, sum),
        Total::plus);
  }

  /** The numbers of a row in place of those before, from contenders that give totals. */
  static void set(
      String company,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      long bucketStart,
      long count,
      long uniques,
      long sum) {
    TOTALS.put(
        hash(company, statistic, dimension, value, resolution, bucketStart),
        new Total(count, uniques, sum));
  }

  static Map<Long, Total> totals() {
    return Map.copyOf(TOTALS);
  }

  static void clear() {
    TOTALS.clear();
  }

  static long hash(
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
