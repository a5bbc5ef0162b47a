package io.quipu.audit.recount;

import io.quipu.model.calendar.Resolution;
import io.quipu.store.queries.StoredTable;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that differs from the recount.
 *
 * @param customer empty for a row of the company as a whole
 * @param bucketStart the first instant of the bucket, milliseconds since 1970
 * @param expected the right numbers; null if the row should not be there
 * @param stored the stored numbers; null if the row is missing
 */
public record Difference(
    StoredTable table,
    Kind kind,
    String company,
    String customer,
    String statistic,
    String dimension,
    String value,
    Resolution resolution,
    long bucketStart,
    @Nullable Numbers expected,
    @Nullable Numbers stored) {

  /** What differs first, in this order. */
  public enum Kind {
    /** The row is not stored. */
    MISSING,
    /** The row is stored, and no event counts in it. */
    EXTRA,
    COUNT,
    UNIQUES,
    SUMS
  }

  /**
   * The numbers of a row.
   *
   * @param isExact whether these are the numbers; if not, the job may have counted more since
   * @param uniques null if the statistic does not count them
   */
  public record Numbers(
      long count, @Nullable Long uniques, Map<String, BigDecimal> sums, boolean isExact) {
    public Numbers {
      sums = Map.copyOf(sums);
    }
  }
}
