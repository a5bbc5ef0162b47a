package io.quipu.model.counter;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.Resolution;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatisticTest {

  @Test
  void keepsTheCountByHourDayAndMonthUnlessToldOtherwise() {
    assertThat(
        Statistic.of("orders"),
        is(Statistic.of("orders", Set.of(Resolution.values()), false, List.of())));
  }

  @Test
  void measuresWhatIsAdded() {
    Sum revenue = Sum.of("revenue", 2);

    assertThat(
        Statistic.of("orders")
            .withSums(revenue)
            .withUniques()
            .withResolutions(Resolution.DAY, Resolution.MONTH),
        is(
            Statistic.of(
                "orders", Set.of(Resolution.DAY, Resolution.MONTH), true, List.of(revenue))));
  }

  @Test
  void refusesAStatisticWithoutANameOrAResolution() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Statistic.of("")).getMessage(),
        containsString("give it a name"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Statistic.of("orders").withResolutions())
            .getMessage(),
        containsString("give it at least one of [HOUR, DAY, MONTH]"));
  }
}
