package io.quipu.benchmarks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void stateWeighsThePagesOfASmallLoad() throws IOException {
    int code = bench("state", "--customers=20000", "--events=100000", "--seed=7");

    assertThat(err.toString(), code, is(0));
    assertThat(out.toString(), containsString("bytes on disk per entry"));
    Path json = Path.of(System.getProperty("quipu.home"), "benchmarks/target/bench-state.json");
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.get("customers").asInt(), is(20000));
    long events = figures.get("events").asLong();
    assertThat(events, both(greaterThan(80_000L)).and(lessThan(120_000L)));
    // The size does not depend on the machine: it is the format's.
    assertThat(figures.get("bytes on disk per entry").asDouble(), lessThan(20.0));
    assertThat(
        figures.get("bytes on disk").asLong(), greaterThan(figures.get("page bytes").asLong()));
  }

  @Test
  void microTellsHowLongAStepTakes() throws IOException {
    int code = bench("micro", "--only=Parser", "--iterations=1");

    assertThat(err.toString(), code, is(0));
    assertThat(out.toString(), containsString("Parser.parse"));
    Path json = Path.of(System.getProperty("quipu.home"), "benchmarks/target/bench-micro.json");
    JsonNode results = new ObjectMapper().readTree(json.toFile());
    assertThat(results.size(), is(1));
    assertThat(results.get(0).at("/primaryMetric/score").asDouble(), greaterThan(0.0));
  }

  @Test
  void refusesALoadThatCannotBe() {
    assertThat(bench("state", "--customers=100", "--events=100"), is(2));
    assertThat(err.toString(), containsString("choose --events and --customers so that it is"));
    assertThat(bench("state", "--customers=0"), is(2));
    assertThat(err.toString(), containsString("--customers is 1 or more"));
  }

  private int bench(String... arguments) {
    return Bench.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
