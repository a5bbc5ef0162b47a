package io.quipu.cli.plan;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quipu.cli.Quipu;
import io.quipu.cli.plan.PlanFile.Input;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  private static final PlanFile FILE = new PlanFile();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "events-per-second, job-cores",
    "events-per-second, uniqueness-state",
    "events-per-second, checkpoint-bandwidth",
    "events-per-second, rows-per-second",
    "events-per-second, kafka-bandwidth",
    "events-per-second, kafka-partitions",
    "profiles, uniqueness-state",
    "profiles, job-memory",
    "active-share, state-disk",
    "events-per-customer, uniqueness-state",
    "fan-out, job-cores",
    "fan-out, uniqueness-state",
    "fan-out, rows-per-second",
    "fan-out, cassandra-disk",
    "counters, totals-state",
    "counters, rows-per-second",
    "counters, cassandra-disk",
    "late-share, rows-per-second",
    "retention-days, state-disk",
    "retention-days, checkpoint-storage",
    "resolutions, rows-per-second",
    "resolutions, cassandra-disk",
    "keep-months, cassandra-disk",
    "kafka-days, kafka-disk",
    "event-bytes, kafka-bandwidth",
    "replication, cassandra-nodes",
    "replication, kafka-disk"
  })
  void moreOfOneIsNeverLessOfTheOther(String input, String result) {
    Input asked = FILE.inputs().stream().filter(one -> one.name().equals(input)).findFirst().get();
    // 0 of some means that they are reckoned.
    double least = Math.max(Math.max(asked.min(), asked.preset() / 100), 1e-4);
    double most = Math.min(asked.max(), 1000 * Math.max(1, asked.preset()));
    double before = 0;
    double first = with(Map.of(input, least)).value(result);
    for (double value = least; value <= most; value = Math.max(value * 1.7, value + 1e-4)) {
      double now = with(Map.of(input, value)).value(result);
      assertThat(input + " is " + value, now, greaterThanOrEqualTo(before));
      before = now;
    }
    assertThat(with(Map.of(input, most)).value(result), greaterThan(first));
  }

  @Test
  void moreUtilisationTakesFewerCores() {
    assertThat(
        with(Map.of("utilisation", 0.3, "events-per-second", 1e6)).value("job-cores"),
        greaterThan(with(Map.of("utilisation", 0.9, "events-per-second", 1e6)).value("job-cores")));
  }

  /** Reckoned by hand, from the coefficients as they stand in their file. */
  @Test
  void equalsACalculationByHand() {
    CapacityPlan plan =
        with(
            Map.of(
                "events-per-second", 60_000.0,
                "peak-to-mean", 2.0,
                "profiles", 100_000_000.0,
                "active-share", 0.5,
                "events-per-customer", 16.0,
                "fan-out", 10.0,
                "late-share", 0.1,
                "resolutions", 3.0,
                "utilisation", 0.5));

    double micros = plan.value("cpu-per-event") + 10 * plan.value("cpu-per-counter");
    assertThat(plan.value("job-cores"), is(Math.ceil(0.06 * micros / 0.5)));
    // 50 million customers; 33 days more of 30.4.
    double entries = 10 * Math.pow(16, plan.value("new-value-exponent"));
    double bytes = entries * plan.value("uniqueness-bytes-per-entry") + 16 * 8;
    bytes += plan.value("pages-per-customer") * plan.value("index-bytes-per-page");
    assertThat(plan.value("uniqueness-state"), closeTo(50e6 * bytes * (1 + 33 / 30.4), 50e6));
    // A million counters, ln 1e6 + 0.5772 = 14.3927; of 600,000 draws x = 41,687.8 are found for
    // sure, and x ln(1e6 / x) = 132,465 of the rarer ones.
    assertThat(plan.value("counters-per-second"), closeTo(174_154, 10));
    // 6,000 late events a second, each with an hour and a day of 10 counters, in two tables.
    assertThat(plan.value("rows-per-second"), closeTo(6 * 174_154 + 240_000, 60));
    assertThat(plan.value("mutations-per-second"), closeTo(4 * 174_154 + 120_000, 40));
    // 60,000 a second of 350 bytes.
    assertThat(plan.value("kafka-input"), closeTo(21e6 * plan.value("kafka-compression"), 1));
  }

  @Test
  void aPublishedLoadTakesStateOfThePublishedSize() {
    CapacityPlan plan =
        with(
            Map.of(
                "events-per-second", 75_000.0,
                "peak-to-mean", 6.5,
                "profiles", 1e9,
                "fan-out", 10.0));

    // 1.5 TB of compressed uniqueness state, on 15 machines; docs/capacity-planning.md.
    assertThat(plan.value("uniqueness-state"), closeTo(1.5e12, 0.5e12));
    assertThat(plan.value("job-cores"), not(greaterThan(15.0)));
  }

  @Test
  void printsEveryStepWithItsNumbersAndSources() {
    assertThat(plan("--events-per-second=100000", "--profiles=1e9", "--fan-out=50"), is(0));
    assertThat(
        out.toString(),
        allOf(
            containsString("mean-events-per-second = events-per-second / peak-to-mean"),
            containsString("= 100,000 / 3 = 33,333 events/s"),
            containsString("= 10.4 + 50 * 4.1 ="),
            containsString("cpu-per-counter = 4.1 us, "),
            containsString("./quipu bench state"),
            containsString("cores for the job, at the utilisation")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--events-per-second=0",
        "--events-per-second=-1",
        "--profiles=NaN",
        "--active-share=1.5",
        "--utilisation=1",
        "--fan-out=0.5",
        "--resolutions=4",
        "--event-bytes=Infinity"
      })
  void refusesWhatCannotBe(String option) {
    assertThat(plan(option), is(2));
    assertThat(
        err.toString(),
        allOf(
            containsString(option.substring(0, option.indexOf('='))),
            containsString("it must be from")));
  }

  @Test
  void refusesAnInputThatIsNotANumber() {
    assertThat(plan("--profiles=many"), is(2));
    assertThat(err.toString(), containsString("--profiles"));
  }

  @Test
  void everyCoefficientHasASource() {
    FILE.coefficients()
        .values()
        .forEach(
            one -> {
              assertThat(one.name(), one.source(), not(equalTo("")));
              assertThat(
                  one.name(),
                  one.status(),
                  is(in(List.of("measured", "provisional", "format", "choice"))));
              if (one.status().equals("provisional")) {
                assertThat(one.name(), one.source(), containsString("./quipu bench "));
              }
            });
  }

  private static CapacityPlan with(Map<String, Double> given) {
    Map<String, Double> inputs = new HashMap<>();
    FILE.inputs().forEach(input -> inputs.put(input.name(), input.preset()));
    inputs.putAll(given);
    return new CapacityPlan(FILE, inputs);
  }

  private int plan(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "plan";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return Quipu.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
