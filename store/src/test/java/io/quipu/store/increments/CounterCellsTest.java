package io.quipu.store.increments;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.store.increments.CounterCells.Cell;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CounterCellsTest {

  @Test
  void splitsALargeSumIntoGroupsOfNineDigits() {
    assertThat(
        CounterCells.of(row(3, 2L, Map.of("revenue", new BigDecimal("-12345678901.23")))),
        contains(
            new Cell("count", 0, 3),
            new Cell("uniques", 0, 2),
            new Cell("sum:revenue", 2, -567890123),
            new Cell("sum:revenue", -7, -1234)));
  }

  @Test
  void writesZerosButNotMissingMeasures() {
    assertThat(
        CounterCells.of(row(1, 0L, Map.of("a", new BigDecimal("0.000"), "count", BigDecimal.ONE))),
        containsInAnyOrder(
            new Cell("count", 0, 1),
            new Cell("uniques", 0, 0),
            new Cell("sum:a", 3, 0),
            new Cell("sum:count", 0, 1)));
    assertThat(CounterCells.of(row(1, null, Map.of())), contains(new Cell("count", 0, 1)));
    assertThat(new CounterCells().uniques(), nullValue());
  }

  /** As in Cassandra, the amounts of equal measures and scales are one 64-bit number. */
  @Property(tries = 200)
  void cellsOfManyRowsAddUpToTheirNumbers(@ForAll long seed) {
    Random random = new Random(seed);
    Map<Cell, Long> stored = new HashMap<>();
    long count = 0;
    long uniques = 0;
    Map<String, BigDecimal> sums = new HashMap<>();
    for (int i = 1 + random.nextInt(50); i > 0; i--) {
      CountRow row = row(random.nextInt(1000), random.nextLong(1000), randomSums(random));
      count += row.count();
      uniques += row.uniques() == null ? 0 : row.uniques();
      row.sums().forEach((name, sum) -> sums.merge(name, sum, BigDecimal::add));
      for (Cell cell : CounterCells.of(row)) {
        assertThat(Math.abs(cell.amount()), lessThan(1_000_000_000L));
        stored.merge(new Cell(cell.measure(), cell.scale(), 0), cell.amount(), Math::addExact);
      }
    }

    CounterCells cells = new CounterCells();
    stored.forEach((cell, amount) -> cells.add(new Cell(cell.measure(), cell.scale(), amount)));

    assertThat(cells.count(), equalTo(count));
    assertThat(cells.uniques(), equalTo(uniques));
    assertThat(cells.sums(), equalTo(sums));
  }

  @Test
  void refusesAnUnknownMeasure() {
    assertThrows(
        IllegalArgumentException.class, () -> new CounterCells().add(new Cell("average", 0, 1)));
  }

  private static Map<String, BigDecimal> randomSums(Random random) {
    Map<String, BigDecimal> sums = new HashMap<>();
    for (String name : List.of("revenue", "weight", "")) {
      if (random.nextInt(3) > 0) {
        BigInteger units = new BigInteger(random.nextInt(128), random);
        sums.put(
            name, new BigDecimal(random.nextBoolean() ? units : units.negate(), name.length()));
      }
    }
    return sums;
  }

  private static CountRow row(long count, @Nullable Long uniques, Map<String, BigDecimal> sums) {
    return new CountRow(
        "acme",
        "",
        "orders",
        "",
        "",
        Resolution.MONTH,
        2026,
        1_767_225_600_000L,
        count,
        uniques,
        sums);
  }
}
