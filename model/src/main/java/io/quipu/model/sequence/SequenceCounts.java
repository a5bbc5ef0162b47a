package io.quipu.model.sequence;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.Statistic;
import io.quipu.model.state.CounterPage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one customer's history of a sequence counts for in one month. It depends on the set of facts
 * alone. So if a history grows, its counters get the difference of two such counts, and the order
 * in which facts come does not matter.
 *
 * <p>An event of the counted step counts if a chain with all steps goes through it: for the whole
 * sequence, and for each combination of the values that the steps of such a chain carry. It counts
 * for each step that a chain through it reaches. An event of a step before the counted one counts
 * for that step, at its own time. A customer is unique in a bucket if any of his events counts
 * there.
 */
public final class SequenceCounts {
  private final SequenceDefinition sequence;
  private final int carrying;
  private final Map<Counter, HourNumbers> counters = new HashMap<>();

  /**
   * A counter of a step, or of the values of whole chains.
   *
   * @param step the place of the step; -1 for whole chains
   */
  private record Counter(int step, Carried carried) {
    static Counter of(Carried carried) {
      return new Counter(-1, carried);
    }

    static Counter ofStep(int step) {
      return new Counter(step, Carried.NOTHING);
    }

    // The generated methods run through method handles for each event.
    @Override
    public boolean equals(Object other) {
      return other instanceof Counter that && step == that.step && carried.equals(that.carried);
    }

    @Override
    public int hashCode() {
      return carried.hashCode() * 31 + step;
    }
  }

  private SequenceCounts(SequenceDefinition sequence) {
    this.sequence = sequence;
    carrying = sequence.carrying().size();
  }

  /**
   * What a history counts for more than before; numbers that fall are negative.
   *
   * @param before the facts of a customer before, in their order
   * @param now the facts now; all facts that can matter to the month
   * @param month the local month of the counted events
   * @param calendar the company's calendar
   */
  public static List<Increment> difference(
      SequenceDefinition sequence,
      String company,
      List<Fact> before,
      List<Fact> now,
      int month,
      BucketCalendar calendar) {
    Carried.Numbers numbers = new Carried.Numbers();
    SequenceCounts old = of(sequence, before, month, calendar, numbers);
    return of(sequence, now, month, calendar, numbers).since(old, company, numbers.texts());
  }

  private static SequenceCounts of(
      SequenceDefinition sequence,
      List<Fact> facts,
      int month,
      BucketCalendar calendar,
      Carried.Numbers numbers) {
    SequenceCounts counts = new SequenceCounts(sequence);
    Chains chains = new Chains(sequence, facts, calendar, numbers);
    for (int i = 0; i < facts.size(); ) {
      // The facts of an event and step are neighbours.
      int end = i + 1;
      while (end < facts.size()
          && facts.get(end).kind() == facts.get(i).kind()
          && facts.get(end).isOfEventOf(facts.get(i))) {
        end++;
      }
      Fact fact = facts.get(i);
      if (fact.kind() <= sequence.countedStep()) {
        int hour = calendar.localHour(fact.time());
        if (LocalHour.month(hour) == month) {
          counts.addEvent(fact, i, end, LocalHour.code(hour), chains);
        }
      }
      i = end;
    }
    return counts;
  }

  private void addEvent(Fact fact, int from, int to, int hour, Chains chains) {
    boolean reached = false;
    long previous = Chains.NOWHERE;
    long[] earliest = new long[sequence.steps().size()];
    Arrays.fill(earliest, Chains.NEVER);
    Map<Counter, Long> completed = new HashMap<>();
    for (int i = from; i < to; i++) {
      Chains.Beginning beginning = chains.beginning(i);
      if (beginning == null) {
        continue;
      }
      reached = true;
      previous = Math.max(previous, beginning.previous());
      Chains.Rest rest = chains.rest(i);
      if (rest != null) {
        for (int step = 0; step < earliest.length; step++) {
          earliest[step] = Math.min(earliest[step], rest.earliest(step));
        }
        complete(beginning, rest, completed);
      }
    }
    if (!reached) {
      return;
    }
    int kind = fact.kind();
    add(Counter.ofStep(kind), hour, previous == Chains.NOWHERE ? 0 : fact.time() - previous);
    for (int step = sequence.countedStep() + 1;
        kind == sequence.countedStep() && step < earliest.length && earliest[step] != Chains.NEVER;
        step++) {
      add(Counter.ofStep(step), hour, earliest[step] - earliest[step - 1]);
    }
    completed.forEach((counter, millis) -> add(counter, hour, millis));
  }

  /** Adds the shortest time of each combination of carried values. */
  private void complete(
      Chains.Beginning beginning, Chains.Rest rest, Map<Counter, Long> completed) {
    beginning
        .starts()
        .forEach(
            (first, start) ->
                rest.ends()
                    .forEach(
                        (last, end) -> {
                          Carried all = first.and(last);
                          for (int some = 0; some < 1 << carrying; some++) {
                            Carried chosen = all.only(some);
                            if (!chosen.hasNone()) {
                              completed.merge(Counter.of(chosen), end - start, Math::min);
                            }
                          }
                        }));
  }

  private void add(Counter counter, int hour, long millis) {
    HourNumbers numbers = counters.get(counter);
    if (numbers == null) {
      numbers = new HourNumbers();
      counters.put(counter, numbers);
    }
    numbers.add(hour, millis);
  }

  private List<Increment> since(SequenceCounts before, String company, List<String> texts) {
    List<Increment> increments = new ArrayList<>();
    Set<Counter> all = new HashSet<>(before.counters.keySet());
    all.addAll(counters.keySet());
    for (Counter counter : all) {
      HourNumbers old = before.counters.getOrDefault(counter, HourNumbers.NONE);
      HourNumbers now = counters.getOrDefault(counter, HourNumbers.NONE);
      if (old.isSameAs(now)) {
        continue;
      }
      CounterPage page = CounterPage.empty(sequence.statistic().sums());
      for (int hour : old.hours()) {
        addDifference(hour, old.of(hour), now.of(hour), page);
      }
      for (int hour : now.hours()) {
        // The others are done.
        if (!old.has(hour)) {
          addDifference(hour, old.of(hour), now.of(hour), page);
        }
      }
      increments.add(increment(counter, company, texts, page));
    }
    return increments;
  }

  private Increment increment(
      Counter counter, String company, List<String> texts, CounterPage page) {
    List<String> dimensions = new ArrayList<>();
    List<String> values = new ArrayList<>();
    if (counter.step() >= 0) {
      dimensions.add(SequenceDefinition.STEP);
      values.add(sequence.stepValue(counter.step()));
    }
    List<Integer> places = sequence.carrying();
    for (int i = 0; i < places.size(); i++) {
      int number = counter.carried().get(i);
      if (number != Carried.LEFT_OUT) {
        dimensions.add(sequence.carriedDimension(places.get(i)));
        values.add(texts.get(number));
      }
    }
    String dimension = CombinedValues.dimension(dimensions);
    String value = CombinedValues.value(values);
    Statistic statistic = sequence.statistic();
    return new Increment(
        company,
        "",
        statistic,
        dimension,
        value,
        Fingerprint.ofCounter(company, statistic.name(), dimension, value),
        page);
  }

  private static void addDifference(int hour, long[] old, long[] now, CounterPage page) {
    if (Arrays.equals(old, now)) {
      return;
    }
    long[] uniques = {now[2] - old[2], now[3] - old[3], now[4] - old[4]};
    page.add(
        hour,
        now[0] - old[0],
        uniques,
        new BigInteger[] {BigInteger.valueOf(now[1] - old[1]), BigInteger.ONE});
  }
}
