package io.quipu.pipeline.catalog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.SequenceStep;
import io.quipu.model.sequence.StepCondition;
import io.quipu.model.sequence.Within;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceSectionTest {
  private static final String CATALOG =
      TestCatalogs.HEAD
          + """
          statistics:
            open: {events: open, dimensions: {campaign: campaign}}
            buy: {events: buy, dimensions: {item: item, color: color, url: {field: url, limit: 5}}}
            leave: {events: leave}
          """;

  private final TestCatalogs catalogs;

  SequenceSectionTest(@TempDir Path folder) {
    catalogs = new TestCatalogs(folder);
  }

  @Test
  void aCatalogWithoutTheSectionHasNone() throws Exception {
    assertThat(catalogs.load(CATALOG).sequences(), is(empty()));
  }

  @Test
  void readsEveryKey() throws Exception {
    List<SequenceDefinition> read =
        catalogs
            .load(
                CATALOG
                    + """
                    sequences:
                      read_then_bought:
                        within: 7d
                        order: strict
                        bucket: bought
                        resolutions: [day]
                        steps:
                          read: {statistic: open, carry: campaign}
                          bought:
                            statistic: buy
                            where: event.price > 2
                            values: {color: [black, grey]}
                            carry: item
                            at-least: 2
                            within: next-day
                          again: {statistic: buy}
                        without:
                          left: {statistic: leave, where: 'true'}
                      twice: {within: same-day, steps: {one: {statistic: buy, at-least: 2, within: 1h}, two: {statistic: buy}}}
                    """)
            .sequences();

    SequenceStep first =
        new SequenceStep(
            new StepCondition("read", "open", null, Map.of()), "campaign", 1, Within.NOTHING);
    SequenceStep second =
        new SequenceStep(
            new StepCondition(
                "bought", "buy", "event.price > 2", Map.of("color", Set.of("black", "grey"))),
            "item",
            2,
            Within.NEXT_DAY);
    SequenceStep third =
        new SequenceStep(
            new StepCondition("again", "buy", null, Map.of()),
            null,
            1,
            Within.of(Duration.ofDays(7)));
    assertThat(
        read.get(0),
        is(
            SequenceDefinition.builder("read_then_bought")
                .setSteps(List.of(first, second, third))
                .setWithout(List.of(new StepCondition("left", "leave", "true", Map.of())))
                .setStrict(true)
                .setCountedStep(1)
                .setResolutions(Set.of(Resolution.DAY, Resolution.MONTH))
                .build()));
    assertThat(
        read.get(0).dimensions(),
        contains("step", "read.campaign", "bought.item", "read.campaign+bought.item"));
    assertThat(read.get(1).steps().get(0).within(), is(Within.of(Duration.ofHours(1))));
    assertThat(read.get(1).steps().get(1).within(), is(Within.SAME_DAY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 8:6: The sequence 's' lacks 'steps'; name two or more steps in their order.",
        "{steps: {a: {statistic: open}}} | 8:14: The sequence 's' has 1 steps; name 2 to 8.",
        "{step: 1, steps: {a: {statistic: open}, b: {statistic: buy, within: 1d}}} | has no key 'step'; did you mean 'steps'?",
        "{steps: {a: {statistic: opens}, b: {statistic: buy, within: 1d}}} | names the statistic 'opens', which the catalog does not have; did you mean 'open'?",
        "{steps: {a: {statistic: open}, b: {statistic: buy}}} | The step 'b' lacks 'within'",
        "{steps: {a: {statistic: open, within: 1d}, b: {statistic: buy, within: 1d}}} | comes after no other one; remove its 'within'.",
        "{steps: {a: {statistic: open, at-least: 2}, b: {statistic: buy, within: 1d}}} | write within which time",
        "{steps: {a: {statistic: open, at-least: 2, within: next-day}, b: {statistic: buy, within: 1d}}} | write a duration or 'same-day'",
        "{steps: {a: {statistic: open}, b: {statistic: buy, within: soon}}} | 'within' of the step 'b' cannot be 'soon'; write a duration such as 30m, 12h or 7d, or same-day or next-day.",
        "{steps: {a: {statistic: open}, b: {statistic: buy, within: 93d}}} | takes up to 93 days from its first step to its last; shorten 'within' to 92 days in all.",
        "{steps: {a: {statistic: open, carry: campain}, b: {statistic: buy, within: 1d}}} | names the dimension 'campain', which the statistic 'open' does not have; did you mean 'campaign'?",
        "{steps: {a: {statistic: open, values: {city: Lima}}, b: {statistic: buy, within: 1d}}} | names the dimension 'city'",
        "{steps: {a: {statistic: open}, b: {statistic: buy, carry: url, within: 1d}}} | names the dimension 'url', which has a limit.",
        "{steps: {a: {statistic: open}, b: {statistic: buy, values: {url: x}, within: 1d}}} | or use 'where'.",
        "{steps: {a: {statistic: leave, carry: city}, b: {statistic: buy, within: 1d}}} | declare it there.",
        "{steps: {a: {statistic: open, where: event.}, b: {statistic: buy, within: 1d}}} | The step 'a' is no valid CEL expression",
        "{steps: {a: {statistic: open, at-least: 0}, b: {statistic: buy, within: 1d}}} | must be a whole number from 1 to 1000.",
        "{steps: {a.b: {statistic: open}, b: {statistic: buy, within: 1d}}} | cannot contain a dot or a plus sign; write 'a_b', say.",
        "{bucket: c, steps: {a: {statistic: open}, b: {statistic: buy, within: 1d}}} | 'bucket' cannot be 'c'",
        "{order: lose, steps: {a: {statistic: open}, b: {statistic: buy, within: 1d}}} | 'order' cannot be 'lose'; did you mean 'loose'?",
        "{resolutions: week, steps: {a: {statistic: open}, b: {statistic: buy, within: 1d}}} | A resolution",
        "{without: {a: {statistic: leave}}, steps: {a: {statistic: open}, b: {statistic: buy, within: 1d}}} | has a step 'a', too; rename one of them.",
        "{without: {c: {statistic: leave, carry: x}}, steps: {a: {statistic: open}, b: {statistic: buy, within: 1d}}} | has no key 'carry'",
      })
  void namesMistakes(String sequence, String message) {
    assertThat(
        catalogs.problems(CATALOG + "sequences:\n  s: " + sequence + "\n"),
        hasItem(containsString(message)));
  }

  @Test
  void requiresCustomersFewSequencesAndNoStatisticOfTheSameName() {
    String steps = "{steps: {a: {statistic: open}, b: {statistic: open, within: 1d}}}\n";
    String anonymous =
        CATALOG.replace("customer: u, ", "").replace("events:", "uniques: false, events:");
    assertThat(
        catalogs.problems(anonymous + "sequences:\n  s: " + steps),
        hasItem(containsString("'event' names no field for the customer; add 'customer'")));

    assertThat(
        catalogs.problems(CATALOG.replace("leave:", "'sequence:s':") + "sequences:\n  s: " + steps),
        hasItem(containsString("which the catalog declares too; rename one of them.")));

    StringBuilder many = new StringBuilder(CATALOG + "sequences:\n");
    for (int i = 0; i <= SequenceDefinition.MAX_SEQUENCES; i++) {
      many.append("  s").append(i).append(": ").append(steps);
    }
    assertThat(
        catalogs.problems(many.toString()),
        hasItem(containsString("There are 101 sequences; declare up to 100.")));
  }
}
