package io.quipu.it;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.quipu.it.recount.Recount;
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
import org.junit.jupiter.api.Test;

/**
 * Tests that a record which one statistic cannot count is counted by none and becomes one dead
 * letter. After it is fixed and sent again, it counts once.
 */
class RefusedRecordTest {
  private static final String CATALOG =
      """
      version: 1
      event:
        company: company
        customer: customer
        type: type
        time: {field: time, unit: seconds}
      lookups:
        plans:
          file: plans.csv
          key: {plan: plan}
          missing: dead-letter
        colours:
          file: colours.csv
          key: {colour: colour}
          missing: dead-letter
      statistics:
        without_lookup:
          events: [signup]
        by_plan:
          events: [signup]
          dimensions: {plan: {lookup: plans.name}}
        by_both:
          events: [signup]
          dimensions: {plan: {lookup: plans.name}, colour: {lookup: colours.name}}
      """;

  @Test
  void recordWithAnUnknownKeyIsOneDeadLetterAndNotCounted() throws Exception {
    Path folder = Files.createTempDirectory("refused-");
    Path catalog = Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    Files.writeString(folder.resolve("plans.csv"), "plan,name\n1,Free\n");
    Files.writeString(folder.resolve("colours.csv"), "colour,name\n1,Blue\n");
    Path events =
        Files.writeString(
            folder.resolve("events.jsonl"), event(1, 1) + event(2, 1) + event(1, 2) + event(2, 2));

    Outcome outcome = new Counting(Servers.get(), Runner.DIRECT, catalog).files(List.of(events));

    outcome.assertEquals("refused", recount(catalog, events));
    assertThat(outcome.deadLetters(), hasSize(3));
  }

  private static String event(int plan, int colour) {
    return """
        {"type":"signup","company":"acme","time":1750000000,"plan":%d,"colour":%d}
        """
        .formatted(plan, colour);
  }

  private static Recount recount(Path catalog, Path events) throws IOException {
    Recount recount = new Recount(catalog, Map.of());
    for (String line : Files.readAllLines(events)) {
      recount.add(line.getBytes(StandardCharsets.UTF_8), Instant.now());
    }
    return recount;
  }
}
