package io.quipu.cli.plan;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {
  private static final Map<String, Double> KNOWN = Map.of("a", 2.0, "b-c", 10.0, "none", 0.0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 + 2 * 3|7",
        "(1 + 2) * 3|9",
        "12 / 2 / 3|2",
        "12 - 2 - 3|7",
        "2 ^ 3 ^ 2|512",
        "3 * a ^ 2|12",
        "b-c - a|8",
        "min(a, b-c) + max(a, b-c)|12",
        "ceil(a / 4)|1",
        "given(none, a)|2",
        "given(b-c, a)|10",
        "1 - exp(0 - a)|0.8646647",
        "max(0, a - 5)|0",
        "distinct(1, 1000)|1",
        "distinct(1000000, 1)|1",
        "distinct(100000000, 1000)|1000"
      })
  void reckonsAsOneDoes(String formula, double expected) {
    assertThat(Formula.of(formula).value(KNOWN), closeTo(expected, 1e-6));
  }

  @Test
  void findsAsManyDifferentOnesAsZipfsLawGives() {
    int things = 10_000;
    double harmonic = 0;
    for (int k = 1; k <= things; k++) {
      harmonic += 1.0 / k;
    }
    for (int draws : new int[] {100, 1000, 10_000, 100_000}) {
      double expected = 0;
      for (int k = 1; k <= things; k++) {
        expected += 1 - Math.exp(-draws / (k * harmonic));
      }
      double found = Formula.of("distinct(draws, 10000)").value(Map.of("draws", (double) draws));
      assertThat(found, closeTo(expected, 0.25 * expected));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 +", "(1", "1 2", "a b-c", "min(1", "* 2", "a $ 2", "- a"})
  void refusesWhatIsNoFormula(String formula) {
    assertThrows(IllegalArgumentException.class, () -> Formula.of(formula).value(KNOWN));
  }

  @Test
  void saysWhichNameIsNotKnown() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Formula.of("a * nobody").value(KNOWN));
    assertThat(e.getMessage(), containsString("needs nobody"));
  }

  @Test
  void showsNumbersInPlaceOfNamesOnly() {
    Formula formula = Formula.of("min(a * 3, b-c) / exp(a)");

    assertThat(formula.names(), equalTo(List.of("a", "b-c")));
    assertThat(formula.with(name -> "<" + name + ">"), equalTo("min(<a> * 3, <b-c>) / exp(<a>)"));
  }
}
