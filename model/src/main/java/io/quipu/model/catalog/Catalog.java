package io.quipu.model.catalog;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.calendar.ZoneNames;
import io.quipu.model.counter.Statistic;
import io.quipu.model.limit.ValueLimits;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.trigger.Triggers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The checked catalog: what a user declares about events and statistics. */
@AutoValue
public abstract class Catalog implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The fields that say who did what, and when. */
  public abstract EventFields event();

  /** The time zones in which companies count. */
  public abstract TimeZones timeZones();

  public abstract List<LookupDefinition> lookups();

  public abstract List<Derived> derived();

  /** The statistics, each with its rules for counting events. */
  public abstract List<StatisticDefinition> definitions();

  /** The sequences, which are counted beside the statistics; at most 100. */
  public abstract List<SequenceDefinition> sequences();

  /** The names of the statistics whose uniques are known for any range of days. */
  public Set<String> rangeStatistics() {
    return definitions().stream()
        .filter(StatisticDefinition::rangeUniques)
        .map(StatisticDefinition::name)
        .collect(Collectors.toSet());
  }

  /** How many values of each dimension count under their own names. */
  public ValueLimits limits() {
    return new ValueLimits(
        definitions().stream()
            .collect(Collectors.toMap(StatisticDefinition::name, StatisticDefinition::limits)));
  }

  /** Which changed rows are sent to Kafka; null if none are. */
  public abstract @Nullable Changes changes();

  /** What is told when numbers meet a condition; null if nothing is. */
  public abstract @Nullable Triggers triggers();

  /** The statistics without their rules, in the order of {@link #definitions}. */
  public List<Statistic> statistics() {
    return definitions().stream().map(StatisticDefinition::statistic).toList();
  }

  /** The lookup tables without their event fields, in the order of {@link #lookups}. */
  public List<LookupTable> lookupTables() {
    return lookups().stream().map(LookupDefinition::table).toList();
  }

  /** The dimensions of all statistics whose values come from a lookup. */
  public List<HydratedDimension> hydratedDimensions() {
    List<HydratedDimension> hydrated = new ArrayList<>();
    for (StatisticDefinition definition : definitions()) {
      for (DimensionDefinition dimension : definition.dimensions()) {
        if (dimension.source() instanceof DimensionSource.LookedUp source) {
          hydrated.add(
              new HydratedDimension(
                  definition.name(), dimension.name(), source.lookup(), source.column()));
        }
      }
    }
    return hydrated;
  }

  /**
   * The number of Cassandra partitions over which the values of a dimension in a bucket are spread.
   * It is 1 for a dimension that the catalog does not name.
   */
  public int slices(String statistic, String dimension) {
    for (StatisticDefinition definition : definitions()) {
      if (definition.name().equals(statistic)) {
        for (DimensionDefinition declared : definition.dimensions()) {
          if (declared.name().equals(dimension)) {
            return declared.slices();
          }
        }
      }
    }
    return 1;
  }

  /** A builder whose defaults are UTC, no lookups, no derived values and no sequences. */
  public static Builder builder() {
    return new AutoValue_Catalog.Builder()
        .setTimeZones(TimeZones.of(ZoneNames.UTC, Map.of()))
        .setLookups(List.of())
        .setDerived(List.of())
        .setSequences(List.of());
  }

  /** Sets the parts of a catalog; the event's fields and the definitions are required. */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setEvent(EventFields fields);

    public abstract Builder setTimeZones(TimeZones zones);

    public abstract Builder setLookups(List<LookupDefinition> lookups);

    public abstract Builder setDerived(List<Derived> derived);

    public abstract Builder setSequences(List<SequenceDefinition> sequences);

    public abstract Builder setChanges(@Nullable Changes changes);

    public abstract Builder setTriggers(@Nullable Triggers triggers);

    public abstract Builder setDefinitions(List<StatisticDefinition> definitions);

    public abstract Catalog build();
  }
}
