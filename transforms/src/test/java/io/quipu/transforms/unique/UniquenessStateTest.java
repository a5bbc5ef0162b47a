package io.quipu.transforms.unique;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import io.quipu.model.state.Generations;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.testing.Outputs;
import io.quipu.transforms.testing.PagesInMemory;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Two years of a company whose customers all come each month, and some of whom come late. */
class UniquenessStateTest {
  private static final Statistic OPENED =
      Statistic.of("opened", Set.of(Resolution.HOUR), true, List.of());
  private static final YearMonth START = YearMonth.of(2024, 1);
  private static final int MONTHS = 24;
  private static final int CUSTOMERS = 20;
  private static final int LATE = 3;
  private static final int LATE_BY = 4;

  /** How many pages have left state and not come back, when an event was checked. */
  private static final class PagesAwayFn extends DoFn<CheckedEvent, Integer> {
    private static final long serialVersionUID = 1L;
    private final PagesInMemory pages;

    PagesAwayFn(PagesInMemory pages) {
      this.pages = pages;
    }

    @ProcessElement
    public void process(OutputReceiver<Integer> out) {
      out.output(pages.writes() - pages.found());
    }
  }

  @Test
  void stopsGrowingOnceRetentionIsReachedAndNobodyIsUniqueTwice() {
    PagesInMemory pages = new PagesInMemory();
    Pipeline pipeline = Pipelines.create();

    PCollection<CheckedEvent> checked =
        pipeline
            .apply(twoYears())
            .apply(
                CheckUniqueness.create()
                    .withRetention(Duration.standardDays(31))
                    .withShards(8)
                    .withSpill(
                        // Portions that take no time need no pause, for which the test has no
                        // clock.
                        PageSpill.to(pages, YearMonth.of(1, 1), Generations.newIncarnation())
                            .withClock(Clock.fixed(java.time.Instant.EPOCH, ZoneOffset.UTC))));

    int late = (MONTHS - LATE_BY) * LATE;
    Outputs.expect(
        checked,
        all -> {
          assertThat(all.size(), is(MONTHS * CUSTOMERS + late));
          List<String> firsts = firstsOfTheirMonth(all);
          assertThat(firsts.size(), is(MONTHS * CUSTOMERS));
          assertThat("nobody is unique twice", new HashSet<>(firsts).size(), is(firsts.size()));
        });
    Outputs.expectTimestamped(
        checked.apply("PagesAway", ParDo.of(new PagesAwayFn(pages))),
        away -> {
          List<Integer> inState = pagesInState(away);
          int firstYear = Collections.max(inState.subList(0, 12));
          // Pages of this month, of last month, and those that came back in each.
          assertThat(
              firstYear,
              both(greaterThanOrEqualTo(2 * CUSTOMERS))
                  .and(lessThanOrEqualTo(2 * (CUSTOMERS + LATE))));
          assertThat(Collections.max(inState.subList(12, 24)), lessThanOrEqualTo(firstYear));
        });
    PipelineResult result = Outputs.run(pipeline);

    assertThat("who came late had a page", pages.found(), is(late));
    assertThat(
        "nothing is left behind",
        Pipelines.counter(result, "pages-spilled"),
        is((long) MONTHS * CUSTOMERS + Pipelines.counter(result, "pages-restored")));
  }

  /** On the 15th of each month: an event of each customer, and then a few that are months late. */
  private static TestStream<Event> twoYears() {
    TestStream.Builder<Event> stream = TestStream.create(EventCoder.of());
    for (int month = 0; month < MONTHS; month++) {
      Instant now = middle(month);
      List<TimestampedValue<Event>> events = new ArrayList<>();
      for (int customer = 0; customer < CUSTOMERS; customer++) {
        events.add(TimestampedValue.of(event(customer, month, 5), now));
      }
      for (int customer = 0; customer < LATE && month >= LATE_BY; customer++) {
        events.add(TimestampedValue.of(event(customer, month - LATE_BY, 100), now));
      }
      stream = Pipelines.oneBundle(stream.advanceWatermarkTo(now), events);
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static Event event(int customer, int month, int hour) {
    int of = LocalHour.month(START.plusMonths(month));
    return Event.builder("shop", OPENED, LocalHour.ofCode(of, hour))
        .customer("customer-" + customer)
        .build();
  }

  private static Instant middle(int month) {
    return Instant.ofEpochMilli(
        START.plusMonths(month).atDay(15).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
  }

  private static List<String> firstsOfTheirMonth(List<CheckedEvent> checked) {
    return checked.stream()
        .filter(one -> (one.uniqueIn(0) & UniqueIn.MONTH) != 0)
        .map(one -> one.event().customer() + " " + LocalHour.month(one.event().localHour()))
        .toList();
  }

  /** The number of pages in each month after its last event, when there are most. */
  private static List<Integer> pagesInState(List<TimestampedValue<Integer>> away) {
    List<Integer> inState = new ArrayList<>();
    for (int month = 0; month < MONTHS; month++) {
      Instant now = middle(month);
      // Pages come back one after another; the last sample of the month is the lowest.
      int stillAway =
          away.stream()
              .filter(sample -> sample.getTimestamp().equals(now))
              .mapToInt(TimestampedValue::getValue)
              .min()
              .orElseThrow();
      inState.add((month + 1) * CUSTOMERS - stillAway);
    }
    return inState;
  }
}
