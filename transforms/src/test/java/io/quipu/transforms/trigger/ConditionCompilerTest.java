package io.quipu.transforms.trigger;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cel.runtime.CelEvaluationException;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.transforms.trigger.ConditionCompiler.InvalidConditionException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionCompilerTest {
  private static final Statistic ORDERS =
      Statistic.of("orders")
          .withUniques()
          .withSums(Sum.of("revenue", 2), Sum.of("net-weight", 3))
          .withResolutions(Resolution.DAY, Resolution.MONTH);

  private static TriggerDefinition trigger(String when, boolean ofCustomers, String dimension) {
    return new TriggerDefinition(
        "t",
        ofCustomers,
        ORDERS,
        dimension,
        Set.of(),
        Set.of(),
        Resolution.DAY,
        when,
        null,
        Duration.ofDays(7),
        false);
  }

  private static CountRow row(long count, long uniques, String revenue) {
    return new CountRow(
        "acme",
        "",
        "orders",
        "country",
        "France",
        Resolution.DAY,
        2026,
        0,
        count,
        uniques,
        Map.of("revenue", new BigDecimal(revenue), "net-weight", new BigDecimal("0.125")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "count >= 1000 | true",
        "count > 1000 | false",
        "uniques > 2 * previous.day.uniques | true",
        "uniques > 2 * previous.month.uniques | false",
        "sums.revenue > 500 | true",
        "sums.revenue > 2.0 * previous.day.sums.revenue | false",
        "sums.net_weight == 0.125 | true",
        "value == 'France' && company.startsWith('ac') | true",
        "double(count) / double(uniques) > 3.0 | true",
        "previous.day.count == 0 ? false : count / previous.day.count > 5 | true",
      })
  void computes(String when, boolean expected) throws Exception {
    Condition condition = ConditionCompiler.compile(trigger(when, false, "country"));
    Map<Resolution, CountRow> before =
        Map.of(
            Resolution.DAY, row(150, 149, "400.00"), Resolution.MONTH, row(2000, 900, "9000.00"));
    assertThat(condition.isTrue(row(1000, 300, "500.01"), before), is(expected));
  }

  @Test
  void knowsWhichBucketsItNeeds() throws Exception {
    assertThat(compile("count > 1").previous(), is(Set.of()));
    assertThat(
        compile("count > previous.day.count && uniques > previous.month.uniques").previous(),
        is(Set.of(Resolution.DAY, Resolution.MONTH)));
  }

  @Test
  void aDivisionByZeroHasNoValue() throws Exception {
    Condition condition = compile("count / previous.day.count > 5");
    assertThrows(
        CelEvaluationException.class,
        () -> condition.isTrue(row(1, 1, "0"), Map.of(Resolution.DAY, row(0, 0, "0"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cuont >= 1 | can use count, uniques, sums.revenue, sums.net_weight, previous.day.count",
        "sums.profit > 1.0 | can use count",
        "previous.hour.count > 1 | can use count",
        "count + 1 | the expression gives int; a condition must be true or false",
        "count > 'a' | no matching overload",
        "sums.revenue > 2 * previous.day.sums.revenue | write 2.0 beside a sum",
        "count / 0 > 1 | it divides by zero",
        "count % 0 == 1 | it divides by zero",
        "sums.revenue / 0.0 > 1.0 | it divides by zero",
        "count >= | mismatched input",
        "customer == 'ana' | can use count",
      })
  void refuses(String when, String message) {
    InvalidConditionException e =
        assertThrows(InvalidConditionException.class, () -> compile(when));
    assertThat(e.mistakes().get(0).message(), containsString(message));
  }

  @Test
  void customersHaveNoUniques() throws Exception {
    ConditionCompiler.compile(trigger("count == 3 && customer != ''", true, ""));
    InvalidConditionException e =
        assertThrows(
            InvalidConditionException.class,
            () -> ConditionCompiler.compile(trigger("uniques > 1", true, "")));
    assertThat(e.mistakes().get(0).message(), containsString("undeclared reference"));
  }

  private Condition compile(String when) throws InvalidConditionException {
    return ConditionCompiler.compile(trigger(when, false, ""));
  }
}
