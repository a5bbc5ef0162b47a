package io.quipu.model.sequence;

import io.quipu.model.calendar.Resolution;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts sequences by trying all chains of all customers. It shares no code with the product but
 * the definition, and takes all events at once.
 */
final class NaiveSequence {
  private final SequenceDefinition sequence;
  private final ZoneId zone;
  private final List<Fact> facts;

  /** An event of a step, with what its chains carry. */
  private record Event(long time, long identity, int step) {}

  private final Map<Event, Long> latestBefore = new HashMap<>();
  private final Map<Event, Map<Integer, Long>> earliestStep = new HashMap<>();
  private final Map<Event, Map<String, Long>> shortest = new HashMap<>();

  private NaiveSequence(SequenceDefinition sequence, Set<Fact> facts, ZoneId zone) {
    this.sequence = sequence;
    this.zone = zone;
    this.facts = new ArrayList<>(facts);
  }

  /**
   * The rows of one customer by their names: the events, whether there are any, and the
   * milliseconds.
   */
  static Map<String, String> rows(SequenceDefinition sequence, Set<Fact> facts, ZoneId zone) {
    NaiveSequence naive = new NaiveSequence(sequence, facts, zone);
    naive.extend(new ArrayList<>());
    return naive.rows();
  }

  private Map<String, String> rows() {
    Map<String, long[]> numbers = new HashMap<>();
    for (Event event : earliestStep.keySet()) {
      int counted = sequence.countedStep();
      if (event.step() > counted) {
        continue;
      }
      Map<String, Long> counters = new HashMap<>();
      long before = latestBefore.getOrDefault(event, event.time());
      counters.put(step(event.step()), event.time() - before);
      if (event.step() == counted) {
        Map<Integer, Long> earliest = earliestStep.getOrDefault(event, Map.of());
        for (int step = counted + 1; step < sequence.steps().size(); step++) {
          if (earliest.containsKey(step)) {
            long previous = earliest.getOrDefault(step - 1, 0L);
            counters.put(step(step), earliest.getOrDefault(step, 0L) - previous);
          }
        }
        counters.putAll(shortest.getOrDefault(event, Map.of()));
      }
      counters.forEach(
          (counter, millis) -> {
            for (Resolution resolution : Resolution.values()) {
              String bucket = resolution + " " + bucket(event.time(), resolution);
              long[] row = numbers.computeIfAbsent(counter + " " + bucket, key -> new long[2]);
              row[0]++;
              row[1] += millis;
            }
          });
    }
    TreeMap<String, String> rows = new TreeMap<>();
    numbers.forEach((key, row) -> rows.put(key, row[0] + "/1/" + row[1]));
    return rows;
  }

  private String step(int step) {
    return "step=" + (step + 1) + " " + sequence.steps().get(step).name();
  }

  private String bucket(long time, Resolution resolution) {
    LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(time), zone);
    return switch (resolution) {
      case HOUR -> Instant.ofEpochMilli(time - Math.floorMod(time, 3_600_000L)).toString();
      case DAY -> local.toLocalDate().toString();
      case MONTH -> local.getYear() + "-" + local.getMonthValue();
    };
  }

  private void extend(List<Fact> chain) {
    if (!chain.isEmpty()) {
      note(chain);
    }
    int step = chain.size();
    if (step == sequence.steps().size()) {
      return;
    }
    for (Fact fact : facts) {
      if (fact.kind() == step && (step == 0 ? isFirst(fact) : follows(chain.get(step - 1), fact))) {
        chain.add(fact);
        extend(chain);
        chain.remove(step);
      }
    }
  }

  private void note(List<Fact> chain) {
    int last = chain.size() - 1;
    Fact end = chain.get(last);
    if (last <= sequence.countedStep()) {
      Event event = new Event(end.time(), end.identity(), last);
      earliestStep.computeIfAbsent(event, key -> new HashMap<>()).put(last, end.time());
      if (last > 0) {
        latestBefore.merge(event, chain.get(last - 1).time(), Math::max);
      }
    }
    if (last >= sequence.countedStep()) {
      Fact counted = chain.get(sequence.countedStep());
      Event event = new Event(counted.time(), counted.identity(), counted.kind());
      earliestStep
          .computeIfAbsent(event, key -> new HashMap<>())
          .merge(last, end.time(), Math::min);
      if (last == sequence.steps().size() - 1) {
        complete(chain, event);
      }
    }
  }

  private void complete(List<Fact> chain, Event event) {
    List<Integer> carrying = new ArrayList<>();
    for (int i = 0; i < chain.size(); i++) {
      if (!chain.get(i).value().isEmpty()) {
        carrying.add(i);
      }
    }
    long millis = chain.get(chain.size() - 1).time() - chain.get(0).time();
    Set<String> names = new HashSet<>();
    for (int some = 0; some < 1 << carrying.size(); some++) {
      List<String> dimensions = new ArrayList<>();
      List<String> values = new ArrayList<>();
      for (int i = 0; i < carrying.size(); i++) {
        if ((some >> i & 1) == 1) {
          Fact fact = chain.get(carrying.get(i));
          SequenceStep step = sequence.steps().get(fact.kind());
          dimensions.add(step.name() + "." + step.carry());
          values.add(fact.value());
        }
      }
      String value =
          values.size() < 2
              ? String.join("", values)
              : "[\"" + String.join("\",\"", values) + "\"]";
      names.add(String.join("+", dimensions) + "=" + value);
    }
    names.forEach(
        name ->
            shortest.computeIfAbsent(event, key -> new HashMap<>()).merge(name, millis, Math::min));
  }

  private boolean isFirst(Fact fact) {
    SequenceStep step = sequence.steps().get(0);
    return facts.stream()
            .filter(other -> other.kind() == 0 && other.value().equals(fact.value()))
            .filter(other -> other.compareTo(fact) <= 0)
            .filter(other -> other.equals(fact) || inTime(step.within(), other, fact))
            .count()
        >= step.atLeast();
  }

  private boolean follows(Fact before, Fact fact) {
    SequenceStep step = sequence.steps().get(fact.kind());
    if (before.compareTo(fact) >= 0
        || sameEvent(before, fact)
        || !inTime(step.within(), before, fact)) {
      return false;
    }
    long found = 0;
    for (Fact other : facts) {
      if (other.compareTo(before) <= 0 || other.compareTo(fact) > 0 || sameEvent(before, other)) {
        continue;
      }
      if (other.kind() == fact.kind()) {
        found += other.value().equals(fact.value()) && inTime(step.within(), before, other) ? 1 : 0;
      } else if (!sameEvent(other, fact)
          && (sequence.strict() || other.kind() >= sequence.steps().size())) {
        return false;
      }
    }
    return found >= step.atLeast();
  }

  private static boolean sameEvent(Fact a, Fact b) {
    return a.time() == b.time() && a.identity() == b.identity();
  }

  private boolean inTime(Within within, Fact from, Fact to) {
    LocalDateTime first = LocalDateTime.ofInstant(Instant.ofEpochMilli(from.time()), zone);
    LocalDateTime then = LocalDateTime.ofInstant(Instant.ofEpochMilli(to.time()), zone);
    return switch (within.days()) {
      case ANY -> to.time() - from.time() <= within.millis();
      case SAME -> first.toLocalDate().equals(then.toLocalDate());
      case NEXT -> first.toLocalDate().plusDays(1).equals(then.toLocalDate());
    };
  }
}
