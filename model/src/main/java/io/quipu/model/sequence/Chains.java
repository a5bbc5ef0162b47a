package io.quipu.model.sequence;

import io.quipu.model.calendar.BucketCalendar;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is before and after each fact of a history, if it is the step of a chain. A chain is one
 * fact for each step, from the first one on, each following the one before.
 *
 * <p>What is after a fact does not depend on what is before it. So for each fact and step, the best
 * rest of a chain is computed once, from the last fact back to the first, and the best beginning
 * from the first fact on. With n facts in the time of a step, this takes up to n^2 comparisons.
 */
final class Chains {
  /** That no chain comes this far. */
  static final long NEVER = Long.MAX_VALUE;

  /** That no chain begins here. */
  static final long NOWHERE = Long.MIN_VALUE;

  private final SequenceDefinition sequence;
  private final List<Fact> facts;
  private final Following following;
  // The numbers of the values of facts.
  private final int[] values;
  // For each step its place among those that carry a value; -1 if it carries none.
  private final int[] carrying;
  private final @Nullable Beginning[] beginnings;
  private final @Nullable Rest[] rests;

  /**
   * The chains up to a fact, which is one of their steps.
   *
   * @param previous the latest time of the step before; {@link #NOWHERE} for a first step
   * @param starts for each combination of values that earlier steps carry, the latest time of a
   *     first step
   */
  record Beginning(long previous, Map<Carried, Long> starts) {}

  /** The chains from a fact on. */
  static final class Rest {
    private final long[] earliest;
    private final Map<Carried, Long> ends;

    Rest(long[] earliest, Map<Carried, Long> ends) {
      this.earliest = earliest;
      this.ends = ends;
    }

    /** The earliest time at which a step is reached, or {@link #NEVER}. */
    long earliest(int step) {
      return earliest[step];
    }

    /**
     * For each combination of values that the fact and later steps carry, the earliest time of a
     * last step.
     */
    Map<Carried, Long> ends() {
      return ends;
    }
  }

  Chains(
      SequenceDefinition sequence,
      List<Fact> facts,
      BucketCalendar calendar,
      Carried.Numbers numbers) {
    this.sequence = sequence;
    this.facts = facts;
    values = facts.stream().mapToInt(fact -> numbers.of(fact.value())).toArray();
    List<Integer> places = sequence.carrying();
    carrying = IntStream.range(0, sequence.steps().size()).map(places::indexOf).toArray();
    following = new Following(sequence, facts, calendar);
    beginnings = new Beginning[facts.size()];
    rests = new Rest[facts.size()];
    findBeginnings();
    findRests();
  }

  /**
   * The chains that end with a fact, which is of the counted step or an earlier one; null without
   * any chain.
   */
  @Nullable Beginning beginning(int place) {
    return beginnings[place];
  }

  /** The chains from a fact of the counted step or a later one; null for other facts. */
  @Nullable Rest rest(int place) {
    return rests[place];
  }

  private void findBeginnings() {
    for (int i = 0; i < facts.size(); i++) {
      if (following.isFirst(i)) {
        beginnings[i] = new Beginning(NOWHERE, Map.of(Carried.NOTHING, facts.get(i).time()));
      }
    }
    for (int step = 1; step <= sequence.countedStep(); step++) {
      for (int i = 0; i < facts.size(); i++) {
        Beginning beginning = beginnings[i];
        if (facts.get(i).kind() == step - 1 && beginning != null) {
          continueFrom(i, beginning, step);
        }
      }
    }
  }

  private void continueFrom(int from, Beginning beginning, int step) {
    long time = facts.get(from).time();
    following.visit(
        from,
        step,
        to -> {
          Beginning known = beginnings[to];
          Map<Carried, Long> starts = known == null ? new HashMap<>() : known.starts();
          beginning
              .starts()
              .forEach(
                  (carried, start) ->
                      starts.merge(with(carried, from, step - 1), start, Math::max));
          beginnings[to] =
              new Beginning(known == null ? time : Math.max(time, known.previous()), starts);
          return true;
        });
  }

  private Carried with(Carried carried, int place, int step) {
    return carrying[step] < 0 ? carried : carried.with(carrying[step], values[place]);
  }

  private void findRests() {
    int steps = sequence.steps().size();
    // How many different combinations the facts of the step after have.
    int combinations = 0;
    for (int step = steps - 1; step >= sequence.countedStep(); step--) {
      Set<Carried> different = new HashSet<>();
      for (int i = facts.size() - 1; i >= 0; i--) {
        if (facts.get(i).kind() == step) {
          Rest rest = restOf(i, step, combinations);
          rests[i] = rest;
          different.addAll(rest.ends().keySet());
        }
      }
      combinations = different.size();
    }
  }

  private Rest restOf(int place, int step, int combinations) {
    int last = sequence.steps().size() - 1;
    long[] earliest = new long[last + 1];
    Arrays.fill(earliest, NEVER);
    earliest[step] = facts.get(place).time();
    Map<Carried, Long> ends = new HashMap<>();
    if (step == last) {
      ends.put(with(Carried.NOTHING, place, step), earliest[step]);
      return new Rest(earliest, ends);
    }
    Map<Carried, Long> after = new HashMap<>();
    following.visit(
        place,
        step + 1,
        to -> {
          Rest rest = rests[to];
          if (rest != null) {
            for (int i = step + 1; i <= last; i++) {
              earliest[i] = Math.min(earliest[i], rest.earliest(i));
            }
            rest.ends().forEach((carried, end) -> after.merge(carried, end, Math::min));
          }
          // Later facts cannot be better: each combination has ended by then.
          return after.size() < combinations
              || after.isEmpty()
              || facts.get(to).time() < latest(after);
        });
    after.forEach((carried, end) -> ends.put(with(carried, place, step), end));
    return new Rest(earliest, ends);
  }

  private static long latest(Map<Carried, Long> ends) {
    long latest = NOWHERE;
    for (long end : ends.values()) {
      latest = Math.max(latest, end);
    }
    return latest;
  }
}
