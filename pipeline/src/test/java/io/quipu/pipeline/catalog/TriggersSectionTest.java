package io.quipu.pipeline.catalog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.model.trigger.Triggers;
import io.quipu.pipeline.triggers.WatchedTriggers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggersSectionTest {
  private static final String CATALOG =
      TestCatalogs.HEAD
          + """
          statistics:
            buy:
              events: buy
              dimensions: {city: city}
              resolutions: [day]
              sums: {revenue: {field: m, scale: 2}}
          sequences:
            twice: {steps: {a: {statistic: buy}, b: {statistic: buy, within: 1d}}}
          """;

  private final Path folder;
  private final TestCatalogs catalogs;

  TriggersSectionTest(@TempDir Path folder) {
    this.folder = folder;
    catalogs = new TestCatalogs(folder);
  }

  @Test
  void aCatalogWithoutTheSectionHasNone() throws Exception {
    assertThat(catalogs.load(CATALOG).triggers(), is(nullValue()));
  }

  @Test
  void readsRules() throws Exception {
    Catalog catalog =
        catalogs.load(
            CATALOG
                + """
                triggers:
                  topic: firings
                  rules:
                    big: {statistic: buy, resolution: day, when: sums.revenue > 500}
                    third:
                      of: customer
                      statistic: buy
                      resolution: month
                      when: count == 3
                      late: never
                    quiet:
                      statistic: buy
                      dimension: city
                      values: [rome]
                      companies: acme
                      resolution: day
                      silent-for: 15m
                      when: count + previous.day.count >= 100
                      re-arm: true
                    funnel: {statistic: 'sequence:twice', resolution: month, when: uniques > 9}
                """);
    Triggers triggers = Objects.requireNonNull(catalog.triggers());
    assertThat(triggers.topic(), is("firings"));
    assertThat(
        triggers.definitions().subList(1, 3),
        contains(
            new TriggerDefinition(
                "third",
                true,
                catalog.statistics().get(0),
                "",
                Set.of(),
                Set.of(),
                Resolution.MONTH,
                "count == 3",
                null,
                Duration.ZERO,
                false),
            new TriggerDefinition(
                "quiet",
                false,
                catalog.statistics().get(0),
                "city",
                Set.of("acme"),
                Set.of("rome"),
                Resolution.DAY,
                "count + previous.day.count >= 100",
                Duration.ofMinutes(15),
                Duration.ofDays(7),
                true)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "statistic: buys, resolution: day, when: count > 1 | which the catalog does not have; did you mean 'buy'?",
        "statistic: buy, resolution: hour, when: count > 1 | looks at each hour, which 'buy' does not keep",
        "statistic: buy, resolution: day, when: cuont > 1 | undeclared reference to 'cuont'",
        "statistic: buy, resolution: day, when: sums.profit > 1 | it can use count, uniques, sums.revenue",
        "statistic: buy, resolution: day, when: previous.hour.count > 1 | undeclared reference to 'previous'",
        "statistic: buy, resolution: day, when: count | gives int; a condition must be true or false",
        "statistic: buy, resolution: day, when: uniques / 0 > 1 | it divides by zero",
        "statistic: buy, resolution: day, of: customer, when: uniques > 1 | undeclared reference to 'uniques'",
        "statistic: buy, resolution: day, dimension: town, when: count > 1 | the dimension 'town', which 'buy' does not have",
        "statistic: buy, resolution: day, values: rome, when: count > 1 | has 'values' but no 'dimension'",
        "statistic: buy, resolution: day, wenn: count > 1, when: count > 1 | has no key 'wenn'; did you mean 'when'?",
        "statistic: buy, resolution: day | lacks 'when'; write a condition, such as count >= 1000",
        "statistic: 'sequence:twice', resolution: day, of: customer, when: count > 1 | a sequence has no numbers of each",
        "statistic: buy, resolution: day, silent-for: 5m, late: 1d, when: count > 1 | Silence is never late",
        "statistic: buy, resolution: day, late: sometimes, when: count > 1 | must be a duration",
      })
  void namesMistakes(String rule, String message) {
    assertThat(
        catalogs.problems(CATALOG + "triggers:\n  topic: t\n  rules:\n    one: {" + rule + "}\n"),
        contains(allOf(containsString("catalog.yaml:14:"), containsString(message))));
  }

  @Test
  void namesMistakesOfTheFileWithItsLines() throws Exception {
    Files.writeString(
        folder.resolve("more.yaml"),
        """
        two: {statistic: buy, resolution: day, when: count >= 1}
        one: {statistic: buy, resolution: day, when: count >= 1}
        three: {statistic: buy, resolution: day, when: 'count >'}
        """);
    assertThat(
        catalogs.problems(
            CATALOG
                + """
                triggers:
                  topic: t
                  file: more.yaml
                  rules: {one: {statistic: buy, resolution: day, when: count > 1}}
                """),
        contains(
            allOf(
                startsWith(folder.resolve("more.yaml") + ":2:1: "),
                containsString("The catalog has a trigger 'one' too")),
            startsWith(folder.resolve("more.yaml") + ":3:")));
  }

  @Test
  void anythingWrongInAChangedFileLeavesTheTriggersAsTheyWere() throws Exception {
    Path file = folder.resolve("more.yaml");
    Files.writeString(file, "two: {statistic: buy, resolution: day, when: count >= 1}\n");
    Catalog catalog = catalogs.load(CATALOG + "triggers: {topic: t, file: more.yaml}\n");
    WatchedTriggers watched = new WatchedTriggers(catalog, Duration.ZERO);
    List<TriggerDefinition> first = watched.current();
    assertThat(first.size(), is(1));
    assertThat("the same list", watched.current() == first, is(true));

    Files.writeString(file, "two: {statistic: buy, resolution: day, when: count >= }\n");
    assertThat(watched.current() == first, is(true));
    Files.delete(file);
    assertThat(watched.current() == first, is(true));

    Files.writeString(file, "{}\n");
    assertThat(watched.current(), is(List.of()));
  }
}
