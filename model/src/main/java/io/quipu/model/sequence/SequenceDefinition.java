package io.quipu.model.sequence;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Statistic;
import io.quipu.model.counter.Sum;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A sequence: steps that a customer does one after another.
 *
 * <p>Each kind of event of a sequence has a number: a step has its place, from 0, and the events
 * that must not come between steps follow.
 */
@AutoValue
public abstract class SequenceDefinition implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What comes before the name of a sequence in the name of its statistic. */
  public static final String PREFIX = "sequence:";

  /** The dimension whose values are the steps. */
  public static final String STEP = "step";

  /** The largest number of sequences of a catalog. */
  public static final int MAX_SEQUENCES = 100;

  /** The largest number of steps, and of events that must not come between them. */
  public static final int MAX_STEPS = 8;

  /** The largest number of steps that carry a value. */
  public static final int MAX_CARRIED = 3;

  /** The time between steps, in seconds. */
  public static final Sum SECONDS = Sum.of("seconds", 3);

  private static final List<Sum> SUMS = List.of(SECONDS, Sum.CHANGES);

  /** The name, unique among the sequences of a catalog. */
  public abstract String name();

  /** The steps in their order; two or more. */
  public abstract List<SequenceStep> steps();

  /** The events that must not come between two steps. */
  public abstract List<StepCondition> without();

  /** Whether no other step of the sequence may come between two steps. */
  public abstract boolean strict();

  /** The place of the step whose time chooses the bucket. */
  public abstract int countedStep();

  /** The statistic of the rows. */
  public abstract Statistic statistic();

  /** The name of the statistic of a sequence. */
  public static String statistic(String sequence) {
    return PREFIX + sequence;
  }

  /** The value of a step in the dimension {@link #STEP}: its place and name. */
  public String stepValue(int step) {
    return (step + 1) + " " + steps().get(step).name();
  }

  /** The dimension of the values that a step carries, such as {@code read.campaign}. */
  public String carriedDimension(int step) {
    return steps().get(step).name() + "." + steps().get(step).carry();
  }

  /** The places of the steps that carry a value. */
  public List<Integer> carrying() {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < steps().size(); i++) {
      if (steps().get(i).carry() != null) {
        places.add(i);
      }
    }
    return places;
  }

  /** All dimensions of the rows: the steps, and each combination of carried values. */
  public Set<String> dimensions() {
    Set<String> dimensions = new LinkedHashSet<>(List.of(STEP));
    List<Integer> carrying = carrying();
    for (int some = 1; some < 1 << carrying.size(); some++) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < carrying.size(); i++) {
        if ((some & 1 << i) != 0) {
          names.add(carriedDimension(carrying.get(i)));
        }
      }
      dimensions.add(CombinedValues.dimension(names));
    }
    return dimensions;
  }

  /** All conditions, at the place of their kind. */
  public List<StepCondition> conditions() {
    List<StepCondition> all = new ArrayList<>();
    steps().forEach(step -> all.add(step.condition()));
    all.addAll(without());
    return all;
  }

  /** How long before an event of this kind a counted step can be that it matters to. */
  long reachesBack(int kind) {
    int last = isSimple(kind) ? kind : steps().size() - 1;
    long millis = 0;
    for (int i = countedStep() + 1; i <= last; i++) {
      millis += steps().get(i).within().millis();
    }
    return millis;
  }

  /** How long after an event of this kind a counted step can be that it matters to. */
  long reachesAhead(int kind) {
    int first = isSimple(kind) && steps().get(kind).atLeast() == 1 ? kind + 1 : 0;
    long millis = 0;
    for (int i = first; i <= countedStep(); i++) {
      millis += steps().get(i).within().millis();
    }
    return millis;
  }

  /**
   * How many months the month of a history can be after that of an event in it, because an event
   * near the end of a month can matter to the next ones.
   */
  public int monthsAhead() {
    long most = 0;
    for (int kind = 0; kind < conditions().size(); kind++) {
      most = Math.max(most, reachesAhead(kind));
    }
    return Math.toIntExact(TimeUnit.MILLISECONDS.toDays(most) / 28) + 1;
  }

  /** Whether an event of this kind can only be a step, and never comes between others. */
  private boolean isSimple(int kind) {
    return kind < steps().size() && !strict();
  }

  /**
   * A text that differs if the meaning differs. Histories of different texts are never mixed,
   * because counts must follow one meaning.
   */
  public String meaning() {
    StringBuilder text = new StringBuilder(strict() ? "strict" : "loose").append(countedStep());
    for (SequenceStep step : steps()) {
      append(step.condition(), text);
      text.append('|').append(step.carry()).append('|').append(step.atLeast());
      text.append('|').append(step.within());
    }
    text.append("|without");
    without().forEach(condition -> append(condition, text));
    return text.toString();
  }

  private static void append(StepCondition condition, StringBuilder text) {
    text.append('\n').append(condition.name()).append('|').append(condition.statistic());
    text.append('|').append(condition.where());
    new TreeMap<>(condition.values())
        .forEach((name, values) -> text.append('|').append(name).append(new TreeSet<>(values)));
  }

  /**
   * A sequence in loose order, by hour, day and month of its first step, without exclusions.
   *
   * @throws IllegalArgumentException if the builder's rules are broken
   */
  public static SequenceDefinition of(String name, SequenceStep... steps) {
    return builder(name).setSteps(List.of(steps)).build();
  }

  /** A builder with the defaults of {@link #of}; the steps are required. */
  public static Builder builder(String name) {
    return new AutoValue_SequenceDefinition.Builder()
        .setName(name)
        .setWithout(List.of())
        .setStrict(false)
        .setCountedStep(0)
        .setResolutions(EnumSet.allOf(Resolution.class));
  }

  /** Sets the parts of a sequence. */
  @AutoValue.Builder
  public abstract static class Builder {
    abstract Builder setName(String name);

    abstract Builder setStatistic(Statistic statistic);

    abstract String name();

    /** Sets the steps in their order. */
    public abstract Builder setSteps(List<SequenceStep> steps);

    /** Sets the events that must not come between two steps. */
    public abstract Builder setWithout(List<StepCondition> conditions);

    /** Sets whether no other step of the sequence may come between two steps. */
    public abstract Builder setStrict(boolean strict);

    /** Sets the place of the step whose time chooses the bucket. */
    public abstract Builder setCountedStep(int place);

    /** Sets the resolutions of the rows. */
    public final Builder setResolutions(Collection<Resolution> resolutions) {
      return setStatistic(Statistic.of(statistic(name()), resolutions, true, SUMS));
    }

    abstract SequenceDefinition autoBuild();

    /**
     * @throws IllegalArgumentException if the numbers of steps, of exclusions or of carried values
     *     are not allowed, or the counted step does not exist
     */
    public SequenceDefinition build() {
      SequenceDefinition built = autoBuild();
      int steps = built.steps().size();
      if (steps < 2
          || steps > MAX_STEPS
          || built.without().size() > MAX_STEPS
          || built.carrying().size() > MAX_CARRIED
          || built.countedStep() < 0
          || built.countedStep() >= steps) {
        throw new IllegalArgumentException(
            ("The sequence '%s' has %d steps, %d exclusions and %d carried values, and counts its"
                    + " step %d; it may have 2 to %d steps, up to %d exclusions and up to %d carried"
                    + " values, and counts one of its steps.")
                .formatted(
                    built.name(),
                    steps,
                    built.without().size(),
                    built.carrying().size(),
                    built.countedStep(),
                    MAX_STEPS,
                    MAX_STEPS,
                    MAX_CARRIED));
      }
      return built;
    }
  }
}
