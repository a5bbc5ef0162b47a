package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.it.recount.Recount;
import io.quipu.it.recount.Row;
import io.quipu.it.stack.Counting;
import io.quipu.it.stack.Outcome;
import io.quipu.it.stack.Runner;
import io.quipu.it.stack.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests a fixed set of events, which covers every feature of a catalog, against its expected rows.
 * Another program in another language computed these rows, neither the product nor the recount.
 */
class GoldenSetTest {
  private static final Path FOLDER = folder();
  private static final int BROKEN = 23;

  /** The catalog's expressions, each with its meaning in Java. */
  private static final Map<String, Function<Map<String, ?>, Object>> EXPRESSIONS =
      Map.of(
          "!has(event.bot) || event.bot != true",
          event -> !Boolean.TRUE.equals(event.get("bot")),
          "has(event.client) && has(event.client.mobile) && event.client.mobile == true"
              + " ? \"mobile\" : \"desktop\"",
          event -> {
            Object client = Objects.requireNonNullElse(event.get("client"), Map.of());
            Object mobile = ((Map<?, ?>) client).get("mobile");
            return Boolean.TRUE.equals(mobile) ? "mobile" : "desktop";
          },
          "has(event.size) ? [event.size, \"any\"] : []",
          event -> event.get("size") == null ? List.of() : List.of(event.get("size"), "any"),
          "has(event.fee_cents) ? string(event.fee_cents) : \"0\"",
          event -> Objects.requireNonNullElse(event.get("fee_cents"), "0"));

  private static Path folder() {
    return Path.of(System.getProperty("quipu.home"), "integration-tests/src/test/resources/golden");
  }

  private static List<Row> goldenRows() throws IOException {
    return Row.fromCsv(Files.readString(FOLDER.resolve("rows.csv")));
  }

  private static Recount recount() throws IOException {
    Recount recount = new Recount(FOLDER.resolve("catalog.yaml"), EXPRESSIONS);
    // Not lines(): values contain other line separators.
    Stream.of(Files.readString(FOLDER.resolve("events.jsonl")).split("\n"))
        .forEach(line -> recount.add(line.getBytes(StandardCharsets.UTF_8), Instant.now()));
    return recount;
  }

  @Test
  void recountGivesTheGoldenRows() throws Exception {
    Recount recount = recount();

    assertThat(Row.differences(goldenRows(), recount.rows()), equalTo(""));
    assertThat(recount.deadLetters().size(), equalTo(BROKEN));
  }

  @ParameterizedTest
  @EnumSource
  void jobGivesTheGoldenRows(Runner runner) throws Exception {
    Servers servers = Servers.get();
    Counting counting = new Counting(servers, runner, FOLDER.resolve("catalog.yaml"));

    Outcome outcome = counting.files(List.of(FOLDER.resolve("events.jsonl")));

    assertThat(Row.differences(goldenRows(), outcome.rows()), equalTo(""));
    outcome.assertEquals("on " + runner, recount());
  }
}
