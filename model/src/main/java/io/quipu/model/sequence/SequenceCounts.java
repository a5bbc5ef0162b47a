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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

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
  // For each counter: for each hour, the events and the milliseconds between their steps.
  private final Map<Counter, NavigableMap<Integer, long[]>> counters = new HashMap<>();

  private record Counter(String dimension, String value) {}

  private SequenceCounts(SequenceDefinition sequence) {
    this.sequence = sequence;
  }

  /**
   * Counts.
   *
   * @param facts all facts of a customer that can matter to the month, in their order
   * @param month the local month of the counted events
   * @param calendar the company's calendar
   */
  public static SequenceCounts of(
      SequenceDefinition sequence, List<Fact> facts, int month, BucketCalendar calendar) {
    SequenceCounts counts = new SequenceCounts(sequence);
    Chains chains = new Chains(sequence, facts, calendar);
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
    add(step(kind), hour, previous == Chains.NOWHERE ? 0 : fact.time() - previous);
    for (int step = sequence.countedStep() + 1;
        kind == sequence.countedStep() && step < earliest.length && earliest[step] != Chains.NEVER;
        step++) {
      add(step(step), hour, earliest[step] - earliest[step - 1]);
    }
    completed.forEach((counter, millis) -> add(counter, hour, millis));
  }

  private Counter step(int step) {
    return new Counter(SequenceDefinition.STEP, sequence.stepValue(step));
  }

  /** Adds the shortest time of each combination of carried values. */
  private void complete(
      Chains.Beginning beginning, Chains.Rest rest, Map<Counter, Long> completed) {
    List<Integer> carrying = sequence.carrying();
    beginning
        .starts()
        .forEach(
            (first, start) ->
                rest.ends()
                    .forEach(
                        (last, end) -> {
                          List<String> values = new ArrayList<>(first);
                          values.addAll(last);
                          for (int some = 0; some < 1 << carrying.size(); some++) {
                            if (hasAll(values, some)) {
                              completed.merge(
                                  combination(carrying, values, some), end - start, Math::min);
                            }
                          }
                        }));
  }

  private static boolean hasAll(List<String> values, int some) {
    for (int i = 0; i < values.size(); i++) {
      if ((some & 1 << i) != 0 && values.get(i).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private Counter combination(List<Integer> carrying, List<String> values, int some) {
    List<String> dimensions = new ArrayList<>();
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if ((some & 1 << i) != 0) {
        dimensions.add(sequence.carriedDimension(carrying.get(i)));
        chosen.add(values.get(i));
      }
    }
    return new Counter(CombinedValues.dimension(dimensions), CombinedValues.value(chosen));
  }

  private void add(Counter counter, int hour, long millis) {
    long[] numbers =
        counters
            .computeIfAbsent(counter, absent -> new TreeMap<>())
            .computeIfAbsent(hour, absent -> new long[2]);
    numbers[0]++;
    numbers[1] += millis;
  }

  /** What these counts have more than those before; numbers that fall are negative. */
  public List<Increment> since(SequenceCounts before, String company) {
    Statistic statistic = sequence.statistic();
    List<Increment> increments = new ArrayList<>();
    Map<Counter, NavigableMap<Integer, long[]>> all = new LinkedHashMap<>(before.counters);
    all.putAll(counters);
    for (Counter counter : all.keySet()) {
      CounterPage page = CounterPage.empty(statistic.sums());
      NavigableMap<Integer, long[]> old = before.counters.getOrDefault(counter, new TreeMap<>());
      NavigableMap<Integer, long[]> now = counters.getOrDefault(counter, new TreeMap<>());
      TreeSet<Integer> hours = new TreeSet<>(old.keySet());
      hours.addAll(now.keySet());
      for (int hour : hours) {
        addDifference(hour, numbers(old, hour), numbers(now, hour), page);
      }
      if (page.hours().length > 0) {
        increments.add(
            new Increment(
                company,
                "",
                statistic,
                counter.dimension(),
                counter.value(),
                Fingerprint.ofCounter(
                    company, statistic.name(), counter.dimension(), counter.value()),
                page));
      }
    }
    return increments;
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

  /** The events, milliseconds, and whether the hour is the first of itself, its day and month. */
  private static long[] numbers(NavigableMap<Integer, long[]> hours, int hour) {
    long[] numbers = hours.get(hour);
    if (numbers == null) {
      return new long[5];
    }
    Integer before = hours.lowerKey(hour);
    boolean firstOfDay = before == null || LocalHour.day(before) != LocalHour.day(hour);
    return new long[] {numbers[0], numbers[1], 1, firstOfDay ? 1 : 0, before == null ? 1 : 0};
  }

  /** Nothing, for a history without facts. */
  public static SequenceCounts none(SequenceDefinition sequence) {
    return new SequenceCounts(sequence);
  }
}
