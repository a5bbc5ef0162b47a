package io.quipu.model.catalog;

import io.quipu.model.counter.CountRow;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/**
 * How much a row must change before it is sent at once.
 *
 * @param amount the row is sent if a measure has changed by more than this. A measure is the count,
 *     the uniques or a sum
 * @param percent whether the amount is a percentage of the measure that was sent last
 * @param within a smaller change is sent after this time at the latest, so that the last numbers of
 *     a row always come
 */
public record ChangeThreshold(BigDecimal amount, boolean percent, Duration within)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Whether a measure of the row differs by more than the amount from what was sent. */
  public boolean isExceeded(CountRow sent, CountRow row) {
    if (isExceeded(BigDecimal.valueOf(sent.count()), BigDecimal.valueOf(row.count()))
        || isExceeded(uniques(sent), uniques(row))) {
      return true;
    }
    for (Map.Entry<String, BigDecimal> sum : row.sums().entrySet()) {
      if (isExceeded(sent.sums().getOrDefault(sum.getKey(), BigDecimal.ZERO), sum.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static BigDecimal uniques(CountRow row) {
    return row.uniques() == null ? BigDecimal.ZERO : BigDecimal.valueOf(row.uniques());
  }

  private boolean isExceeded(BigDecimal sent, BigDecimal now) {
    BigDecimal difference = now.subtract(sent).abs();
    return percent
        ? difference.multiply(HUNDRED).compareTo(amount.multiply(sent.abs())) > 0
        : difference.compareTo(amount) > 0;
  }
}
