package io.quipu.it.recount;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts the sequences of a catalog by trying all chains of events of each customer. */
final class SequenceRecount {
  private final Definitions catalog;
  private final Map<String, Function<Map<String, ?>, Object>> expressions;
  private final Map<Owner, TreeSet<Fact>> facts = new LinkedHashMap<>();

  private record Owner(String sequence, String company, String customer, ZoneId zone) {}

  /** What an event is in a sequence: a step by its place, or -1 for what must not come between. */
  private record Fact(Instant time, int step, String identity, String value) {
    static final Comparator<Fact> ORDER =
        Comparator.comparing(Fact::time)
            .thenComparing(fact -> fact.step() < 0 ? Integer.MAX_VALUE : fact.step())
            .thenComparing(Fact::identity)
            .thenComparing(Fact::value);

    boolean isSameEvent(Fact other) {
      return time.equals(other.time) && identity.equals(other.identity);
    }
  }

  /** An event of a step that counts. */
  private record Counting(Instant time, String identity, int step) {}

  /** An event that a statistic counts. */
  record Event(
      String company,
      String customer,
      ZoneId zone,
      Instant time,
      String identity,
      Map<String, ?> fields) {}

  SequenceRecount(Definitions catalog, Map<String, Function<Map<String, ?>, Object>> expressions) {
    this.catalog = catalog;
    this.expressions = expressions;
  }

  void add(String statistic, Event event, Set<StatisticRules.Value> values) {
    for (String sequence : Definitions.names(catalog.map("sequences"))) {
      TreeSet<Fact> known =
          facts.computeIfAbsent(
              new Owner(sequence, event.company(), event.customer(), event.zone()),
              absent -> new TreeSet<>(Fact.ORDER));
      List<String> steps = steps(sequence);
      for (int i = 0; i < steps.size(); i++) {
        if (matches(statistic, event, values, "sequences", sequence, "steps", steps.get(i))) {
          for (String value : carried(values, sequence, steps.get(i))) {
            known.add(new Fact(event.time(), i, event.identity(), value));
          }
        }
      }
      for (String name : Definitions.names(catalog.map("sequences", sequence, "without"))) {
        if (matches(statistic, event, values, "sequences", sequence, "without", name)) {
          known.add(new Fact(event.time(), -1, event.identity(), name));
        }
      }
    }
  }

  private List<String> steps(String sequence) {
    return Definitions.names(catalog.map("sequences", sequence, "steps"));
  }

  private boolean matches(
      String statistic, Event event, Set<StatisticRules.Value> values, String... path) {
    Map<?, ?> condition = catalog.map(path);
    if (!statistic.equals(condition.get("statistic"))) {
      return false;
    }
    Object where = condition.get("where");
    if (where != null
        && !Boolean.TRUE.equals(
            Objects.requireNonNull(expressions.get(where.toString())).apply(event.fields()))) {
      return false;
    }
    Map<?, ?> wanted = condition.get("values") instanceof Map<?, ?> map ? map : Map.of();
    return wanted.entrySet().stream()
        .allMatch(
            one ->
                values.contains(
                    new StatisticRules.Value(one.getKey().toString(), one.getValue().toString())));
  }

  private List<String> carried(Set<StatisticRules.Value> values, String sequence, String step) {
    String dimension = catalog.text("sequences", sequence, "steps", step, "carry");
    List<String> carried =
        values.stream()
            .filter(value -> value.dimension().equals(dimension))
            .map(StatisticRules.Value::value)
            .toList();
    return carried.isEmpty() ? List.of("") : carried;
  }

  /** A bucket of a counter, and what one customer adds to it. */
  @FunctionalInterface
  interface Output {
    void add(
        String company,
        String customer,
        String sequence,
        StatisticRules.Value counter,
        String resolution,
        Instant start,
        BigDecimal seconds);
  }

  /** The resolutions of a sequence. */
  Set<String> resolutions(String sequence) {
    List<String> given = catalog.list("sequences", sequence, "resolutions");
    Set<String> all = new HashSet<>(given.isEmpty() ? List.of("hour", "day") : given);
    all.add("month");
    return all;
  }

  void count(Output output) {
    facts.forEach(
        (owner, all) -> {
          Search search = new Search(owner, new ArrayList<>(all));
          search.extend(new ArrayList<>());
          search
              .seconds()
              .forEach(
                  (event, counters) ->
                      counters.forEach(
                          (counter, seconds) -> {
                            for (String resolution : resolutions(owner.sequence())) {
                              output.add(
                                  owner.company(),
                                  owner.customer(),
                                  owner.sequence(),
                                  counter,
                                  resolution,
                                  RecountBuckets.start(resolution, event.time(), owner.zone()),
                                  seconds);
                            }
                          }));
        });
  }

  /** All chains of one customer. */
  private final class Search {
    private final Owner owner;
    private final List<Fact> all;
    private final List<String> steps;
    private final int counted;
    private final Map<Counting, Instant> before = new HashMap<>();
    private final Map<Counting, Map<Integer, Instant>> earliest = new HashMap<>();
    private final Map<Counting, Map<StatisticRules.Value, Duration>> whole = new HashMap<>();

    Search(Owner owner, List<Fact> all) {
      this.owner = owner;
      this.all = all;
      steps = steps(owner.sequence());
      String bucket = catalog.text("sequences", owner.sequence(), "bucket");
      counted = bucket == null ? 0 : steps.indexOf(bucket);
    }

    void extend(List<Fact> chain) {
      if (!chain.isEmpty()) {
        note(chain);
      }
      if (chain.size() == steps.size()) {
        return;
      }
      for (Fact fact : all) {
        if (fact.step() == chain.size() && follows(chain, fact)) {
          List<Fact> longer = new ArrayList<>(chain);
          longer.add(fact);
          extend(longer);
        }
      }
    }

    private void note(List<Fact> chain) {
      Fact last = chain.get(chain.size() - 1);
      if (last.step() <= counted) {
        Counting event = new Counting(last.time(), last.identity(), last.step());
        times(event).put(last.step(), last.time());
        if (last.step() > 0) {
          before.merge(event, chain.get(last.step() - 1).time(), (a, b) -> a.isAfter(b) ? a : b);
        }
      }
      if (last.step() >= counted) {
        Fact middle = chain.get(counted);
        Counting event = new Counting(middle.time(), middle.identity(), counted);
        times(event).merge(last.step(), last.time(), (a, b) -> a.isBefore(b) ? a : b);
        if (last.step() == steps.size() - 1) {
          Duration took = Duration.between(chain.get(0).time(), last.time());
          counters(chain)
              .forEach(
                  counter ->
                      whole
                          .computeIfAbsent(event, key -> new HashMap<>())
                          .merge(counter, took, (a, b) -> a.compareTo(b) < 0 ? a : b));
        }
      }
    }

    private Map<Integer, Instant> times(Counting event) {
      return earliest.computeIfAbsent(event, key -> new HashMap<>());
    }

    private Set<StatisticRules.Value> counters(List<Fact> chain) {
      Set<StatisticRules.Value> counters = new HashSet<>();
      List<Fact> carrying = chain.stream().filter(fact -> !fact.value().isEmpty()).toList();
      for (int some = 0; some < 1 << carrying.size(); some++) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < carrying.size(); i++) {
          if ((some >> i) % 2 == 1) {
            String step = steps.get(carrying.get(i).step());
            String carry = catalog.text("sequences", owner.sequence(), "steps", step, "carry");
            names.add(step + "." + carry);
            values.add(carrying.get(i).value());
          }
        }
        counters.add(new StatisticRules.Value(String.join("+", names), together(values)));
      }
      return counters;
    }

    Map<Counting, Map<StatisticRules.Value, BigDecimal>> seconds() {
      Map<Counting, Map<StatisticRules.Value, BigDecimal>> seconds = new HashMap<>();
      earliest.forEach(
          (event, times) -> {
            Map<StatisticRules.Value, BigDecimal> counters = new HashMap<>();
            Instant previous = before.getOrDefault(event, event.time());
            counters.put(step(event.step()), between(previous, event.time()));
            for (int step = event.step() + 1; times.containsKey(step); step++) {
              counters.put(
                  step(step),
                  between(
                      times.getOrDefault(step - 1, Instant.MIN),
                      times.getOrDefault(step, Instant.MIN)));
            }
            whole
                .getOrDefault(event, Map.of())
                .forEach((counter, took) -> counters.put(counter, ofSeconds(took)));
            seconds.put(event, counters);
          });
      return seconds;
    }

    private StatisticRules.Value step(int step) {
      return new StatisticRules.Value("step", (step + 1) + " " + steps.get(step));
    }

    private boolean follows(List<Fact> chain, Fact fact) {
      int step = chain.size();
      Fact from = step == 0 ? null : chain.get(step - 1);
      if (from != null
          && (Fact.ORDER.compare(from, fact) >= 0
              || from.isSameEvent(fact)
              || !inTime(step, from, fact))) {
        return false;
      }
      long events = 0;
      for (Fact other : all) {
        if (from != null && (Fact.ORDER.compare(other, from) <= 0 || other.isSameEvent(from))) {
          continue;
        }
        if (Fact.ORDER.compare(other, fact) > 0) {
          continue;
        }
        if (other.step() == step) {
          boolean counts =
              from != null
                  ? inTime(step, from, other)
                  : other.equals(fact) || inTime(step, other, fact);
          events += counts && other.value().equals(fact.value()) ? 1 : 0;
        } else if (from != null && !other.isSameEvent(fact) && (other.step() < 0 || isStrict())) {
          return false;
        }
      }
      String least = text(step, "at-least");
      return events >= (least == null ? 1 : Integer.parseInt(least));
    }

    private boolean isStrict() {
      return "strict".equals(catalog.text("sequences", owner.sequence(), "order"));
    }

    private @Nullable String text(int step, String key) {
      return catalog.text("sequences", owner.sequence(), "steps", steps.get(step), key);
    }

    private boolean inTime(int step, Fact from, Fact to) {
      String within = text(step, "within");
      if (within == null) {
        within = catalog.text("sequences", owner.sequence(), "within");
      }
      if (within == null || (step == 0 && text(0, "within") == null)) {
        return false;
      }
      LocalDate day = LocalDate.ofInstant(from.time(), owner.zone());
      LocalDate then = LocalDate.ofInstant(to.time(), owner.zone());
      return switch (within) {
        case "same-day" -> day.equals(then);
        case "next-day" -> day.plusDays(1).equals(then);
        default -> !to.time().isAfter(from.time().plus(duration(within)));
      };
    }
  }

  private static Duration duration(String text) {
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      case 'd' -> Duration.ofDays(number);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static String together(List<String> values) {
    if (values.size() < 2) {
      return String.join("", values);
    }
    List<String> quoted =
        values.stream()
            .map(value -> value.replace("\\", "\\\\").replace("\"", "\\\""))
            .map(value -> value.replace("\n", "\\u000a").replace("\t", "\\u0009"))
            .map(value -> '"' + value.replace("\u0000", "\\u0000") + '"')
            .toList();
    return "[" + String.join(",", quoted) + "]";
  }

  private static BigDecimal between(Instant from, Instant to) {
    return ofSeconds(Duration.between(from, to));
  }

  private static BigDecimal ofSeconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3);
  }
}
