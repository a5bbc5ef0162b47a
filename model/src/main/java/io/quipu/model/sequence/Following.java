package io.quipu.model.sequence;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.LocalHour;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Which facts of a history can be the next step after another one, and which can be a first step.
 *
 * <p>A fact q follows p as a step if it comes later in the order of facts, is of another event, is
 * within the step's time after p, is at least the step's n-th fact with its value since p, and no
 * fact between them forbids it. A fact between them that is of p's or q's own event forbids
 * nothing.
 */
final class Following {
  private final SequenceDefinition sequence;
  private final List<Fact> facts;
  // The day of each fact on the clock of the company; empty if no step asks for days.
  private final long[] days;

  Following(SequenceDefinition sequence, List<Fact> facts, BucketCalendar calendar) {
    this.sequence = sequence;
    this.facts = facts;
    boolean asksDays =
        sequence.steps().stream().anyMatch(step -> step.within().days() != Within.Days.ANY);
    days = new long[asksDays ? facts.size() : 0];
    for (int i = 0; i < days.length; i++) {
      int hour = calendar.localHour(facts.get(i).time());
      days[i] =
          LocalHour.yearMonth(LocalHour.month(hour))
              .atDay(LocalHour.day(LocalHour.code(hour)))
              .toEpochDay();
    }
  }

  /** Whether the fact at this place can be a first step: the last of enough events. */
  boolean isFirst(int place) {
    Fact last = facts.get(place);
    SequenceStep first = sequence.steps().get(0);
    if (last.kind() != 0) {
      return false;
    }
    int found = 0;
    for (int i = place; i >= 0 && found < first.atLeast(); i--) {
      if (last.time() - facts.get(i).time() > first.within().millis() && i != place) {
        break;
      }
      if (facts.get(i).kind() == 0
          && facts.get(i).value().equals(last.value())
          && (i == place || allowsDays(first, i, place))) {
        found++;
      }
    }
    return found >= first.atLeast();
  }

  /**
   * Visits the places of all facts that follow a fact as a step, in their order, until the visitor
   * returns false.
   */
  void visit(int from, int step, IntPredicate visitor) {
    Fact before = facts.get(from);
    SequenceStep next = sequence.steps().get(step);
    Map<String, Integer> found = new HashMap<>();
    // What came between. After it, only other facts of the same event can follow.
    Fact between = null;
    for (int i = from + 1; i < facts.size(); i++) {
      Fact fact = facts.get(i);
      if (fact.time() - before.time() > next.within().millis()
          || (between != null && fact.time() > between.time())) {
        return;
      }
      if (fact.isOfEventOf(before)) {
        continue;
      }
      if (fact.kind() == step) {
        if (allowsDays(next, from, i)
            && (next.atLeast() == 1 || found.merge(fact.value(), 1, Integer::sum) >= next.atLeast())
            && (between == null || fact.isOfEventOf(between))
            && !visitor.test(i)) {
          return;
        }
      } else if (forbids(fact)) {
        if (between != null && !fact.isOfEventOf(between)) {
          return;
        }
        between = fact;
      }
    }
  }

  private boolean forbids(Fact fact) {
    return sequence.strict() || fact.kind() >= sequence.steps().size();
  }

  private boolean allowsDays(SequenceStep step, int from, int to) {
    return days.length == 0 || step.within().allowsDays(days[from], days[to]);
  }
}
