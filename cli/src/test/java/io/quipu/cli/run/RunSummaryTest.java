package io.quipu.cli.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;

import io.quipu.runners.spi.JobFigures;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunSummaryTest {

  @Test
  void printsWhatWasCountedAndWhatWasNot() {
    JobFigures figures =
        JobFigures.of(
            Map.of(
                "parsed", 1200L,
                "ignored", 3L,
                "counted", 2400L,
                "duplicates", 5L,
                "properties-left-out", 17L,
                "hydrate-too-long", 2L,
                "hydrate-unknown", 4L,
                "dead-letters", 1L,
                "dead-letters.parse.bad-time", 1L,
                "rows-written", 90L));
    String summary = RunSummary.of(figures, Duration.ofMillis(1500));
    assertThat(
        summary.lines().toList(),
        contains(
            "events                                1,204",
            "counted                               2,400  once in each of its statistics",
            "duplicates                                5  their ids were counted before",
            "ignored                                   3  of no statistic in the catalog",
            "unknown keys                              4  not found in a lookup",
            "properties left out                      17  over the limit of 'properties', or too"
                + " long",
            "lookup values left out                    2  longer than 2048 bytes",
            "dead letters                              1",
            "  parse.bad-time                          1",
            "rows written                             90",
            "duration                              1.5 s"));
  }

  @Test
  void aBoundedRunSaysHowManyPagesAreLeft() {
    JobFigures storing = JobFigures.of(Map.of("pages-added", 60_000L, "pages-spilled", 47_655L));
    assertThat(
        RunSummary.line(storing, Duration.ofSeconds(2), true),
        endsWith("; storing state, 12,345 of 60,000 pages are left"));
    // A job that does not end spills pages at any time, and a backfill has none in state.
    JobFigures backfill = JobFigures.of(Map.of("pages-spilled", 47_655L));
    assertThat(RunSummary.line(storing, Duration.ofSeconds(2), false), endsWith(" 0 rows written"));
    assertThat(RunSummary.line(backfill, Duration.ofSeconds(2), true), endsWith(" 0 rows written"));
  }

  @Test
  void leavesOutWhatDidNotHappen() {
    String summary = RunSummary.of(JobFigures.of(Map.of("parsed", 1L)), Duration.ZERO);
    assertThat(
        summary.lines().map(line -> line.substring(0, 28).strip()).toList(),
        contains("events", "counted", "dead letters", "rows written", "duration"));
  }
}
