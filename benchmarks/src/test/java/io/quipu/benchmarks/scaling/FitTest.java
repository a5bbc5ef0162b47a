package io.quipu.benchmarks.scaling;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

class FitTest {
  @Test
  void findsTheLineThroughPoints() {
    Fit fit = new Fit().add(1, 5).add(2, 7).add(10, 23);

    assertThat(fit.slope(), closeTo(2, 1e-9));
    assertThat(fit.start(), closeTo(3, 1e-9));
  }

  @Test
  void fitsPointsThatAreNotOnALine() {
    Fit fit = new Fit().add(0, 1).add(1, 0).add(2, 2);

    assertThat(fit.slope(), closeTo(0.5, 1e-9));
    assertThat(fit.start(), closeTo(0.5, 1e-9));
  }

  @Test
  void findsTheExponentOfACurve() {
    Fit fit = new Fit().add(1, 3).add(10, 3 * Math.sqrt(10)).add(100, 30);

    assertThat(fit.exponent(), closeTo(0.5, 1e-9));
    assertThat(Fit.name(0.01), is("constant"));
    assertThat(Fit.name(fit.exponent()), is("slower than linear"));
    assertThat(Fit.name(1), is("linear"));
    assertThat(Fit.name(1.3), is("worse than linear"));
  }
}
