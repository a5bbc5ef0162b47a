package io.quipu.transforms.testing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NaiveRecountTest {

  @Test
  void refusesAnEmptyExpectation() {
    assertThrows(
        IllegalArgumentException.class, () -> NaiveRecount.of(List.of(), RandomActions.ZONES));
  }

  @Test
  void countsByHand() {
    Statistic statistic =
        Statistic.of("ordered", Set.of(Resolution.DAY), true, List.of(Sum.of("revenue", 2)));
    Action first = action(statistic, "anna", "1", 150);
    List<Action> actions =
        List.of(
            first, first, action(statistic, "anna", "2", 50), action(statistic, "ben", "3", -1));

    NaiveRecount recount = NaiveRecount.of(actions, RandomActions.ZONES);

    Instant midnight = Instant.parse("2026-06-30T23:00:00Z");
    assertThat(recount.counted(), is(3L));
    assertThat(
        recount.rows(),
        is(
            Map.of(
                new NaiveRecount.Bucket("london", "", "ordered", "", "", Resolution.DAY, midnight),
                new CountRow(
                    "london",
                    "",
                    "ordered",
                    "",
                    "",
                    Resolution.DAY,
                    2026,
                    midnight.toEpochMilli(),
                    3,
                    2L,
                    Map.of("revenue", new BigDecimal("1.99"))))));
  }

  private static Action action(Statistic statistic, String customer, String id, long amount) {
    Instant time = Instant.parse("2026-07-01T12:34:56Z");
    return new Action("london", statistic, customer, id, time, List.of(), List.of(amount));
  }
}
