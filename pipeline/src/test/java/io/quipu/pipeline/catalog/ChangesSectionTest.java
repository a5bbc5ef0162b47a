package io.quipu.pipeline.catalog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.ChangeThreshold;
import io.quipu.model.catalog.Changes;
import io.quipu.model.counter.CountRow;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangesSectionTest {
  private static final String CATALOG =
      TestCatalogs.HEAD
          + """
          statistics:
            open: {events: open, dimensions: {city: city}}
            click: {events: click, dimensions: {link: link}}
          """;

  private final TestCatalogs catalogs;

  ChangesSectionTest(@TempDir Path folder) {
    catalogs = new TestCatalogs(folder);
  }

  private static CountRow row(String statistic, String dimension, Resolution resolution) {
    return new CountRow(
        "acme", "", statistic, dimension, "v", resolution, 2026, 0, 1, null, Map.of());
  }

  @Test
  void aCatalogWithoutTheSectionSendsNothing() throws Exception {
    assertThat(catalogs.load(CATALOG).changes(), is(nullValue()));
  }

  @Test
  void selectsRows() throws Exception {
    Changes all = load("changes: {topic: t}");
    assertThat(all.topic(), is("t"));
    assertThat(all.selects(row("click", "link", Resolution.HOUR)), is(true));

    Changes some =
        load("changes: {topic: t, statistics: open, dimensions: [city], resolutions: [day]}");
    assertThat(
        some, is(new Changes("t", Set.of("open"), Set.of("city"), Set.of(Resolution.DAY), null)));
    assertThat(some.selects(row("open", "city", Resolution.DAY)), is(true));
    assertThat(some.selects(row("open", "", Resolution.DAY)), is(true));
    assertThat(some.selects(row("open", "city", Resolution.HOUR)), is(false));
    assertThat(some.selects(row("open", "other", Resolution.DAY)), is(false));
    assertThat(some.selects(row("click", "", Resolution.DAY)), is(false));
  }

  @ParameterizedTest
  @CsvSource({
    "more-than: 10,                10,  false, PT10M",
    "more-than: 2.5%,              2.5, true,  PT10M",
    "'more-than: 5%, within: 30s', 5,   true,  PT30S",
  })
  void readsAThreshold(String keys, BigDecimal amount, boolean percent, Duration within)
      throws Exception {
    assertThat(
        load("changes: {topic: t, " + keys + "}").threshold(),
        is(new ChangeThreshold(amount, percent, within)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "changes: {statistics: open} | 'changes' lacks 'topic'; name the topic of Kafka",
        "changes: {topic: t, topics: u} | 'changes' has no key 'topics'; did you mean 'topic'?",
        "changes: {topic: t, statistics: opens} | names 'opens', which the catalog does not have; did you mean 'open'?",
        "changes: {topic: t, statistics: open, dimensions: link} | names 'link', which the catalog does not have",
        "changes: {topic: t, resolutions: week} | A resolution",
        "changes: {topic: t, more-than: -1} | must be a number or a percentage; write 100 or 5%",
        "changes: {topic: t, more-than: 5%, within: 0s} | must be a duration",
        "changes: {topic: t, within: 1m} | 'within' of 'changes' is for small changes; add 'more-than: 10'",
      })
  void namesMistakes(String section, String message) {
    assertThat(catalogs.problems(CATALOG + section + "\n"), contains(containsString(message)));
  }

  private Changes load(String section) throws CatalogException {
    return Objects.requireNonNull(catalogs.load(CATALOG + section + "\n").changes());
  }
}
