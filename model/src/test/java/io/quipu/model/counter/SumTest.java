package io.quipu.model.counter;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SumTest {

  @Property
  void unitsAreTheAmountExactly(@ForAll long units, @ForAll @IntRange(max = 18) int scale) {
    BigDecimal amount = BigDecimal.valueOf(units, scale);

    assertThat(Sum.of("revenue", scale).units(amount), is(units));
    assertThat(Sum.of("revenue", scale).units(amount.stripTrailingZeros()), is(units));
  }

  @Test
  void refusesAnAmountThatItCannotKeep() {
    Sum cents = Sum.of("revenue", 2);

    assertThrows(ArithmeticException.class, () -> cents.units(new BigDecimal("0.001")));
    assertThrows(
        ArithmeticException.class, () -> cents.units(new BigDecimal("92233720368547758.08")));
    assertThat(cents.units(new BigDecimal("-92233720368547758.08")), is(Long.MIN_VALUE));
  }

  @Test
  void refusesScalesThatItCannotKeep() {
    assertThrows(IllegalArgumentException.class, () -> Sum.of("revenue", -1));
    assertThrows(IllegalArgumentException.class, () -> Sum.of("revenue", Sum.MAX_SCALE + 1));
    assertThrows(IllegalArgumentException.class, () -> Sum.of("", 0));
  }

  @Test
  void aUnionHasTheSumsOfBothWithTheLargerScale() {
    List<Sum> union =
        Sum.union(
            List.of(Sum.of("a", 1), Sum.of("b", 5)),
            List.of(Sum.of("c", 0), Sum.of("b", 4), Sum.of("a", 2)));

    assertThat(union, contains(Sum.of("a", 2), Sum.of("b", 5), Sum.of("c", 0)));
  }
}
