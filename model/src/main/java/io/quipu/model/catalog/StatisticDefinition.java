package io.quipu.model.catalog;

import com.google.auto.value.AutoValue;
import io.quipu.model.counter.Statistic;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A statistic with its rules for counting events. */
@AutoValue
public abstract class StatisticDefinition implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The statistic itself. */
  public abstract Statistic statistic();

  /** The event types that it counts; at least one. */
  public abstract List<String> eventTypes();

  /** The CEL expression that must be true for an event to count; null if every event counts. */
  public abstract @Nullable String where();

  public abstract List<DimensionDefinition> dimensions();

  /** How many undeclared scalar fields of an event may become dimensions; 0 for none. */
  public abstract int propertyLimit();

  /** The source of each sum's amounts, in the order of {@link Statistic#sums}. */
  public abstract List<AmountSource> amounts();

  /** Whether uniques are known for any range of days, which costs state and rows. */
  public abstract boolean rangeUniques();

  /** The limits of its dimensions by their names; those without a limit are not in it. */
  public Map<String, Integer> limits() {
    return dimensions().stream()
        .filter(dimension -> dimension.limit() > 0)
        .collect(
            Collectors.toMap(
                DimensionDefinition::name, DimensionDefinition::limit, (first, twice) -> first));
  }

  public String name() {
    return statistic().name();
  }

  public static Builder builder(Statistic statistic) {
    return new AutoValue_StatisticDefinition.Builder()
        .setStatistic(statistic)
        .setDimensions(List.of())
        .setPropertyLimit(0)
        .setRangeUniques(false)
        .setAmounts(List.of());
  }

  /** Sets the rules of a statistic; the event types are required. */
  @AutoValue.Builder
  public abstract static class Builder {
    abstract Builder setStatistic(Statistic statistic);

    public abstract Builder setEventTypes(List<String> types);

    public abstract Builder setWhere(@Nullable String expression);

    public abstract Builder setDimensions(List<DimensionDefinition> dimensions);

    public abstract Builder setPropertyLimit(int limit);

    public abstract Builder setRangeUniques(boolean wanted);

    public abstract Builder setAmounts(List<AmountSource> sources);

    abstract StatisticDefinition autoBuild();

    /**
     * @throws IllegalArgumentException if there is no event type, or not one amount for each sum
     */
    public StatisticDefinition build() {
      StatisticDefinition built = autoBuild();
      if (built.eventTypes().isEmpty()) {
        throw new IllegalArgumentException(
            "The statistic '" + built.name() + "' has no event type; give it at least one.");
      }
      if (built.amounts().size() != built.statistic().sums().size()) {
        throw new IllegalArgumentException(
            "The statistic '"
                + built.name()
                + "' has "
                + built.amounts().size()
                + " amounts for "
                + built.statistic().sums().size()
                + " sums; give one amount for each sum.");
      }
      return built;
    }
  }
}
