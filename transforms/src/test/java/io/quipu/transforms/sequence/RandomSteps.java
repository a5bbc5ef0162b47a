package io.quipu.transforms.sequence;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterRows;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.Increments;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.Occurrence;
import io.quipu.model.sequence.CountedMonths;
import io.quipu.model.sequence.Fact;
import io.quipu.model.sequence.SequenceCounts;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.SequenceStep;
import io.quipu.model.sequence.StepCondition;
import io.quipu.model.sequence.StepEvent;
import io.quipu.model.sequence.StepMatcher;
import io.quipu.model.sequence.Within;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Random events of a shop around the end of a month, and the rows of their sequences. */
final class RandomSteps {
  static final TimeZones ZONES =
      TimeZones.of(ZoneId.of("UTC"), Map.of("berlin", ZoneId.of("Europe/Berlin")));

  private static final Statistic READ = Statistic.of("read").withUniques();
  private static final Statistic BOUGHT = Statistic.of("bought");
  private static final Statistic LEFT = Statistic.of("left");
  private static final long START = Instant.parse("2026-10-20T00:00:00Z").toEpochMilli();

  /** Read a campaign, then bought two of an item within a week, and did not leave between. */
  static final SequenceDefinition READ_THEN_BOUGHT =
      SequenceDefinition.builder("read_then_bought")
          .setSteps(
              List.of(
                  step("read", "read", "campaign", 1, Within.NOTHING),
                  step("bought", "bought", "item", 2, Within.of(Duration.ofDays(7)))))
          .setWithout(List.of(new StepCondition("left", "left", null, Map.of())))
          .build();

  /** Bought twice: on one day, and on the next one. */
  static final SequenceDefinition AGAIN =
      SequenceDefinition.builder("again")
          .setSteps(
              List.of(
                  step("first", "bought", "item", 1, Within.NOTHING),
                  step("then", "bought", null, 1, Within.NEXT_DAY),
                  step("read", "read", null, 1, Within.of(Duration.ofHours(30)))))
          .setCountedStep(2)
          .build();

  static final List<SequenceDefinition> SEQUENCES = List.of(READ_THEN_BOUGHT, AGAIN);

  private RandomSteps() {}

  private static SequenceStep step(
      String name, String statistic, @Nullable String carry, int atLeast, Within within) {
    return new SequenceStep(
        new StepCondition(name, statistic, null, Map.of()), carry, atLeast, within);
  }

  static List<Event> events(int count, long seed) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i > 0 && random.nextInt(8) == 0) {
        events.add(events.get(random.nextInt(events.size())));
        continue;
      }
      Statistic statistic = List.of(READ, BOUGHT, READ, BOUGHT, LEFT).get(random.nextInt(5));
      Instant time = Instant.ofEpochMilli(START + random.nextInt(20 * 24) * 3_600_000L);
      String id = "id" + i;
      EventBuilder event =
          Event.builder(random.nextBoolean() ? "acme" : "berlin", statistic, time, ZONES)
              .id(id)
              .occurrence(new Occurrence(time.toEpochMilli(), id.hashCode(), 0));
      if (random.nextInt(10) > 0) {
        event.customer("c" + random.nextInt(4));
      }
      if (statistic != LEFT) {
        event.value(
            statistic == READ ? "campaign" : "item", random.nextBoolean() ? "a" : "b \" \\");
      }
      events.add(event.build());
    }
    return events;
  }

  /** The rows of all customers, counted customer by customer from all of their events. */
  static Map<String, String> expected(List<Event> events) {
    StepMatcher matcher = new StepMatcher(SEQUENCES);
    Map<List<Object>, Set<Fact>> histories = new HashMap<>();
    for (Event event : events) {
      StepEvent steps = matcher.match(event);
      if (steps != null) {
        for (StepEvent.Step step : steps.steps()) {
          histories
              .computeIfAbsent(
                  List.of(steps.company(), step.sequence(), steps.customer()),
                  key -> new TreeSet<>())
              .add(steps.fact(step));
        }
      }
    }
    Calendars calendars = new Calendars(ZONES);
    Map<Integer, Increments> months = new HashMap<>();
    histories.forEach(
        (key, facts) -> {
          String company = (String) key.get(0);
          SequenceDefinition sequence = SEQUENCES.get((Integer) key.get(1));
          BucketCalendar calendar = calendars.of(company);
          Set<Integer> counted = new HashSet<>();
          for (Fact fact : facts) {
            CountedMonths some = CountedMonths.of(sequence, fact.kind(), fact.time(), calendar);
            counted.add(some.first());
            counted.add(some.last());
          }
          for (int month : counted) {
            SequenceCounts.difference(
                    sequence, company, List.of(), List.copyOf(facts), month, calendar)
                .forEach(each -> months.computeIfAbsent(month, any -> new Increments()).add(each));
          }
        });
    List<CountRow> rows = new ArrayList<>();
    months.forEach(
        (month, increments) -> {
          for (Increment total : increments.all()) {
            rows.addAll(
                CounterRows.changed(total, total.page(), month, calendars.of(total.company()), 0));
          }
        });
    return texts(rows);
  }

  /** The rows as texts without their versions; removed rows are left out. */
  static Map<String, String> texts(Iterable<CountRow> rows) {
    Map<String, String> texts = new TreeMap<>();
    for (CountRow row : rows) {
      if (!row.isRemoval()) {
        texts.put(
            String.join("|", row.company(), row.statistic(), row.dimension(), row.value())
                + row.resolution()
                + row.start(),
            row.count() + " " + row.uniques() + " " + row.sums());
      }
    }
    return texts;
  }
}
