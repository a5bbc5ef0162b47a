package io.quipu.transforms.unique;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.quipu.model.CheckedEvent;
import io.quipu.model.Event;
import io.quipu.model.LocalHour;
import io.quipu.model.Resolution;
import io.quipu.model.Statistic;
import io.quipu.model.UniqueIn;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.pages.Archive;
import io.quipu.transforms.pages.Generations;
import io.quipu.transforms.testing.Collected;
import io.quipu.transforms.testing.PagesInMemory;
import io.quipu.transforms.testing.Pipelines;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.VarIntCoder;
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
    Collected<CheckedEvent> checked = new Collected<>();
    Collected<Integer> away = new Collected<>();
    PCollection<CheckedEvent> events =
        pipeline
            .apply(twoYears())
            .apply(
                CheckUniqueness.create()
                    .withRetention(Duration.standardDays(31))
                    .withShards(8)
                    .withArchive(Archive.of(pages, YearMonth.of(1, 1), Generations.newLineage())));
    events.apply("Checked", checked);
    events.apply(ParDo.of(new PagesAwayFn(pages))).setCoder(VarIntCoder.of()).apply("Away", away);

    PipelineResult result = pipeline.run();

    int late = (MONTHS - LATE_BY) * LATE;
    assertThat(checked.values().size(), is(MONTHS * CUSTOMERS + late));
    List<String> firsts = firstsOfTheirMonth(checked.values());
    assertThat(firsts.size(), is(MONTHS * CUSTOMERS));
    assertThat("nobody is unique twice", new HashSet<>(firsts).size(), is(firsts.size()));
    assertThat("who came late had a page", pages.found(), is(late));

    List<Integer> inState = pagesInState(away.timestamped());
    int firstYear = Collections.max(inState.subList(0, 12));
    // This month's, last month's, and what came back in each.
    assertThat(
        firstYear,
        both(greaterThanOrEqualTo(2 * CUSTOMERS)).and(lessThanOrEqualTo(2 * (CUSTOMERS + LATE))));
    assertThat(Collections.max(inState.subList(12, 24)), lessThanOrEqualTo(firstYear));
    assertThat(
        "nothing is left behind",
        Pipelines.counter(result, "pages-archived"),
        is((long) MONTHS * CUSTOMERS + Pipelines.counter(result, "pages-restored")));
  }

  /** On the 15th of each month, everybody, and then a few who are months late. */
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

  /** In each month after its last event, when there are most. */
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
