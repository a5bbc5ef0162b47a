package io.quipu.model.sequence;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterRows;
import io.quipu.model.counter.Increment;
import io.quipu.model.state.CounterPage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SequenceCountsTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final long START = Instant.parse("2026-03-27T00:00:00Z").toEpochMilli();

  /** Live counting: the state and the totals of one customer, month by month. */
  private static final class Live {
    private final SequenceDefinition sequence;
    private final BucketCalendar calendar = new BucketCalendar(ZONE);
    private final Map<Integer, byte[]> histories = new HashMap<>();
    private final Map<Integer, Map<String, Increment>> totals = new HashMap<>();
    private final Map<String, Long> changes = new HashMap<>();

    Live(SequenceDefinition sequence) {
      this.sequence = sequence;
    }

    void add(Fact fact) {
      CountedMonths months = CountedMonths.of(sequence, fact.kind(), fact.time(), calendar);
      for (int month = months.first(); month <= months.last(); month++) {
        byte[] stored = histories.get(month);
        History history = stored == null ? History.empty() : History.fromBytes(stored);
        List<Fact> before = List.copyOf(history.facts());
        if (history.add(fact)) {
          histories.put(month, history.toBytes());
          for (Increment increment :
              SequenceCounts.difference(
                  sequence, "acme", before, history.facts(), month, calendar)) {
            add(increment, month);
          }
        }
      }
    }

    private void add(Increment increment, int month) {
      Map<String, Increment> pages = totals.computeIfAbsent(month, key -> new HashMap<>());
      String name = increment.dimension() + "=" + increment.value();
      Increment total = pages.get(name);
      if (total == null) {
        total = copy(increment);
        pages.put(name, total);
      } else {
        total.page().add(increment.page());
      }
      for (CountRow row : CounterRows.changed(increment, total.page(), month, calendar, 1)) {
        Long last = changes.put(name + row.resolution() + row.bucketStart(), row.changes());
        assertThat("The version of a row grows.", last == null || last < row.changes());
      }
    }

    private static Increment copy(Increment of) {
      CounterPage page = CounterPage.empty(of.statistic().sums());
      page.add(of.page());
      return new Increment(
          of.company(),
          of.customer(),
          of.statistic(),
          of.dimension(),
          of.value(),
          of.counter(),
          page);
    }

    Map<String, String> rows() {
      TreeMap<String, String> rows = new TreeMap<>();
      totals.forEach(
          (month, pages) ->
              pages.forEach(
                  (name, total) -> {
                    for (CountRow row :
                        CounterRows.changed(total, total.page(), month, calendar, 1)) {
                      if (!row.isRemoval()) {
                        rows.put(name + " " + bucket(row), numbers(row));
                      }
                    }
                  }));
      return rows;
    }

    private static String bucket(CountRow row) {
      LocalDateTime local = LocalDateTime.ofInstant(row.start(), ZONE);
      return row.resolution()
          + " "
          + switch (row.resolution()) {
            case HOUR -> row.start().toString();
            case DAY -> local.toLocalDate().toString();
            case MONTH -> local.getYear() + "-" + local.getMonthValue();
          };
    }

    private static String numbers(CountRow row) {
      assertThat(row.sums().keySet(), is(Set.of("seconds")));
      BigDecimal seconds = row.sums().getOrDefault("seconds", BigDecimal.ZERO);
      return row.count() + "/" + row.uniques() + "/" + seconds.movePointRight(3).longValueExact();
    }
  }

  @Property(tries = 10_000)
  void sameAsAllChainsInAnyOrder(@ForAll long seed) {
    Random random = new Random(seed);
    SequenceDefinition sequence = sequence(random);
    Set<Fact> facts = facts(sequence, random);
    List<Fact> sent = new ArrayList<>(facts);
    facts.stream().filter(fact -> random.nextInt(4) == 0).forEach(sent::add);
    Collections.shuffle(sent, random);
    Live live = new Live(sequence);

    sent.forEach(live::add);

    assertThat(
        sequence + " " + facts,
        live.rows().toString(),
        is(NaiveSequence.rows(sequence, facts, ZONE).toString()));
  }

  private static SequenceDefinition sequence(Random random) {
    int size = 2 + random.nextInt(2);
    List<SequenceStep> steps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int atLeast = random.nextInt(3) == 0 ? 2 : 1;
      steps.add(
          new SequenceStep(
              new StepCondition("s" + i, "stat", null, Map.of()),
              random.nextInt(2) == 0 ? "item" : null,
              atLeast,
              i == 0 && atLeast == 1 ? Within.NOTHING : within(i, random)));
    }
    return SequenceDefinition.builder("seq")
        .setSteps(steps)
        .setWithout(
            random.nextInt(3) == 0
                ? List.of(new StepCondition("not", "other", null, Map.of()))
                : List.of())
        .setStrict(random.nextInt(3) == 0)
        .setCountedStep(random.nextInt(size))
        .build();
  }

  private static Within within(int step, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Within.SAME_DAY;
      case 1 -> step == 0 ? Within.SAME_DAY : Within.NEXT_DAY;
      case 2 -> Within.of(Duration.ofHours(1 + random.nextInt(5)));
      default -> Within.of(Duration.ofDays(1 + random.nextInt(20)));
    };
  }

  /** Facts around the end of a month and a clock change; some at the same time. */
  private static Set<Fact> facts(SequenceDefinition sequence, Random random) {
    Set<Fact> facts = new TreeSet<>();
    int size = 1 + random.nextInt(12);
    long step = random.nextBoolean() ? 3_600_000 : 17 * 3_600_000L;
    int range = random.nextInt(3) == 0 ? 4 : 14;
    for (int i = 0; i < size; i++) {
      long time = START + random.nextInt(range) * step;
      long identity = random.nextInt(3);
      int kinds = 1 + random.nextInt(2);
      for (int j = 0; j < kinds; j++) {
        int kind = random.nextInt(sequence.conditions().size());
        boolean carries =
            kind < sequence.steps().size() && sequence.steps().get(kind).carry() != null;
        int values = carries ? 1 + random.nextInt(2) : 1;
        for (int k = 0; k < values; k++) {
          facts.add(
              new Fact(
                  time,
                  kind,
                  identity,
                  carries ? List.of("", "a", "b").get(random.nextInt(3)) : ""));
        }
      }
    }
    return facts;
  }

  @Test
  void aLateExclusionTakesBackWhatWasCounted() {
    SequenceDefinition sequence =
        SequenceDefinition.builder("read_then_bought")
            .setSteps(
                List.of(
                    new SequenceStep(
                        new StepCondition("read", "open", null, Map.of()),
                        "campaign",
                        1,
                        Within.NOTHING),
                    new SequenceStep(
                        new StepCondition("bought", "buy", null, Map.of()),
                        "item",
                        2,
                        Within.NEXT_DAY)))
            .setWithout(List.of(new StepCondition("left", "unsubscribe", null, Map.of())))
            .build();
    long read = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli();
    long bought = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
    Live live = new Live(sequence);
    live.add(new Fact(bought, 1, 2, "charger"));
    live.add(new Fact(bought + 5000, 1, 3, "charger"));
    live.add(new Fact(read, 0, 1, "Spring"));

    assertThat(
        live.rows().get("read.campaign+bought.item=[\"Spring\",\"charger\"] DAY 2026-11-20"),
        is("1/1/86405000"));
    assertThat(live.rows().get("step=2 bought DAY 2026-11-20"), is("1/1/86405000"));

    live.add(new Fact(read + 1, 2, 4, ""));

    assertThat(
        live.rows().keySet(),
        is(
            Set.of(
                "step=1 read HOUR 2026-11-20T10:00:00Z",
                "step=1 read DAY 2026-11-20",
                "step=1 read MONTH 2026-11")));
    assertThat(sequence.statistic().resolutions(), is(Set.of(Resolution.values())));
  }
}
