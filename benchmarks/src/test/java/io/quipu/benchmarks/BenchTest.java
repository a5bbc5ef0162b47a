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
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void stateMeasuresThePagesOfASmallLoad() throws IOException {
    int code = bench("state", "--customers=20000", "--events=100000", "--seed=7");

    assertThat(err.toString(), code, is(0));
    assertThat(out.toString(), containsString("bytes on disk per entry"));
    Path json = Path.of(System.getProperty("quipu.home"), "benchmarks/target/bench-state.json");
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.get("customers").asInt(), is(20000));
    long events = figures.get("events").asLong();
    assertThat(events, both(greaterThan(80_000L)).and(lessThan(120_000L)));
    // The size depends only on the format, not on the machine.
    assertThat(figures.get("bytes on disk per entry").asDouble(), lessThan(20.0));
    assertThat(
        figures.get("bytes on disk").asLong(), greaterThan(figures.get("page bytes").asLong()));
    assertThat(figures.get("machine").get("cores").asInt(), greaterThan(0));
    assertThat(
        figures.get("machine").get("command").asText(),
        is("./quipu bench state --customers=20000 --events=100000 --seed=7"));
    assertThat(
        Files.readString(json.resolveSibling("bench-state.svg")),
        containsString("--customers=20000"));
  }

  @Test
  void stateMeasuresEachSize() throws IOException {
    int code = bench("state", "--keys=20000,60000", "--touches=50", "--seed=7");

    assertThat(err.toString(), code, is(0));
    Path json = Path.of(System.getProperty("quipu.home"), "benchmarks/target/bench-state.json");
    JsonNode growth = new ObjectMapper().readTree(json.toFile()).get("growth");
    assertThat(growth.size(), is(4));
    for (JsonNode one : growth) {
      assertThat(one.get("keys").asLong(), greaterThan(19_999L));
      assertThat(one.get("bytesPerKey").asDouble(), both(greaterThan(8.0)).and(lessThan(100.0)));
      assertThat(one.get("incrementBytes").asLong(), greaterThan(0L));
      assertThat(one.get("touched").asInt(), greaterThan(499));
    }
    assertThat(
        growth.get(1).get("checkpointBytes").asLong(),
        greaterThan(growth.get(0).get("checkpointBytes").asLong()));
  }

  @Test
  void microPrintsTheTimeOfAStep() throws IOException {
    int code = bench("micro", "--only=Parser", "--iterations=1");

    assertThat(err.toString(), code, is(0));
    assertThat(out.toString(), containsString("Parser.parse"));
    Path json = Path.of(System.getProperty("quipu.home"), "benchmarks/target/bench-micro.json");
    JsonNode results = new ObjectMapper().readTree(json.toFile());
    assertThat(results.size(), is(1));
    assertThat(results.get(0).at("/primaryMetric/score").asDouble(), greaterThan(0.0));
  }

  @Test
  void refusesAnImpossibleLoad() {
    assertThat(bench("state", "--customers=100", "--events=100"), is(2));
    assertThat(err.toString(), containsString("choose --events and --customers so that it is"));
    assertThat(bench("state", "--customers=0"), is(2));
    assertThat(err.toString(), containsString("--customers must be 1 or more"));
    assertThat(bench("state", "--keys=0"), is(2));
    assertThat(err.toString(), containsString("--keys and --touches must be 1 or more"));
  }

  @Test
  void refusesWrongOptions() {
    assertThat(bench("latency", "--max-events-per-second=-1"), is(2));
    assertThat(err.toString(), containsString("--max-events-per-second must be over 0."));
    assertThat(bench("latency", "--max-events-per-second=1", "--shares=0"), is(2));
    assertThat(err.toString(), containsString("--shares must be percents"));
    assertThat(bench("scaling", "--parts=nonsense"), is(2));
    assertThat(err.toString(), containsString("--parts must be some of"));
    assertThat(bench("scaling", "--fan-outs=2000"), is(2));
    assertThat(err.toString(), containsString("--fan-outs must be 1 to 1000"));
    assertThat(bench("api", "--clients=0"), is(2));
    assertThat(err.toString(), containsString("--clients and --values must be 1 or more."));
  }

  private int bench(String... arguments) {
    return Bench.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
