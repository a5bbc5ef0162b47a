package io.quipu.store.increments;

import io.quipu.model.counter.CountRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one bucket as cells of Cassandra's counters, which are 64-bit integers. {@link
 * #of} splits a row into cells, and {@link #add} adds cells up. Not thread-safe.
 *
 * <p>The count, the uniques and each sum are a measure. A sum is split into groups of nine digits,
 * each in its own cell. {@code 15.30} is 1530 at the scale 2. {@code 12345678901.23} is 567890123
 * at the scale 2 and 1234 at the scale -7. So a cell takes nine thousand million additions of any
 * amount before it overflows.
 */
public final class CounterCells {
  private static final String COUNT = "count";
  private static final String UNIQUES = "uniques";
  private static final String SUM = "sum:";

  private static final int GROUP_DIGITS = 9;
  private static final BigInteger GROUP = BigInteger.TEN.pow(GROUP_DIGITS);

  /**
   * One counter of a bucket.
   *
   * @param measure {@code count}, {@code uniques} or {@code sum:} and the sum's name
   * @param scale the amount is in units of 10^-scale
   */
  public record Cell(String measure, int scale, long amount) {}

  private long count;
  private @Nullable Long uniques;
  private final Map<String, BigDecimal> sums = new HashMap<>();

  /**
   * The cells that a row adds to its bucket. A measure of the row has a cell even if it is zero.
   */
  public static List<Cell> of(CountRow row) {
    List<Cell> cells = new ArrayList<>();
    cells.add(new Cell(COUNT, 0, row.count()));
    if (row.uniques() != null) {
      cells.add(new Cell(UNIQUES, 0, row.uniques()));
    }
    row.sums().forEach((name, sum) -> addGroups(SUM + name, sum, cells));
    return cells;
  }

  private static void addGroups(String measure, BigDecimal sum, List<Cell> cells) {
    int scale = sum.scale();
    BigInteger rest = sum.unscaledValue();
    do {
      BigInteger[] parts = rest.divideAndRemainder(GROUP);
      cells.add(new Cell(measure, scale, parts[1].longValueExact()));
      rest = parts[0];
      scale -= GROUP_DIGITS;
    } while (rest.signum() != 0);
  }

  /**
   * Adds a cell.
   *
   * @throws IllegalArgumentException if there is no such measure
   */
  public void add(Cell cell) {
    switch (cell.measure()) {
      case COUNT -> count += cell.amount();
      case UNIQUES -> uniques = (uniques == null ? 0 : uniques) + cell.amount();
      default -> {
        if (!cell.measure().startsWith(SUM)) {
          throw new IllegalArgumentException(
              "The measure is '" + cell.measure() + "'; it must be count, uniques or sum:NAME.");
        }
        sums.merge(
            cell.measure().substring(SUM.length()),
            BigDecimal.valueOf(cell.amount(), cell.scale()),
            BigDecimal::add);
      }
    }
  }

  /** The number of events. */
  public long count() {
    return count;
  }

  /** The number of different customers; null if no cell has it. */
  public @Nullable Long uniques() {
    return uniques;
  }

  /** The sums, by name; each with the largest scale that any of its cells has. */
  public Map<String, BigDecimal> sums() {
    return sums;
  }
}
