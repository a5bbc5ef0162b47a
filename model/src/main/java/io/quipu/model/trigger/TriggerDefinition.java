package io.quipu.model.trigger;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterKey;
import io.quipu.model.counter.Statistic;
import java.io.Serializable;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition over the numbers of counters. It fires once for each counter and bucket in which it
 * becomes true.
 *
 * @param name the name, unique among all triggers
 * @param ofCustomers whether it looks at the numbers of each customer, in the Customer job; else at
 *     those of each company
 * @param statistic the statistic, with the measures that the condition may use
 * @param dimension the dimension whose values it looks at; empty for the whole statistic
 * @param companies the companies that it looks at; empty for all
 * @param values the values that it looks at; empty for all
 * @param resolution the resolution of the buckets that it looks at
 * @param when the condition, a CEL expression
 * @param silence null for a condition that is looked at when numbers change. Otherwise it is looked
 *     at when no number of the counter has changed for this time
 * @param lateness how long after the end of a bucket, in stream time, it can still fire for it
 * @param rearms whether it can fire again in a bucket after its condition was false
 */
public record TriggerDefinition(
    String name,
    boolean ofCustomers,
    Statistic statistic,
    String dimension,
    Set<String> companies,
    Set<String> values,
    Resolution resolution,
    String when,
    @Nullable Duration silence,
    Duration lateness,
    boolean rearms)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public TriggerDefinition {
    companies = Set.copyOf(companies);
    values = Set.copyOf(values);
  }

  /** Whether it looks at a counter. */
  public boolean looksAt(CounterKey counter) {
    return counter.statistic().equals(statistic.name())
        && counter.dimension().equals(dimension)
        && counter.customer().isEmpty() != ofCustomers
        && (companies.isEmpty() || companies.contains(counter.company()))
        && (values.isEmpty() || values.contains(counter.value()));
  }

  /** The counter of a row. */
  public static CounterKey counter(CountRow row) {
    return new CounterKey(
        row.company(), row.customer(), row.statistic(), row.dimension(), row.value());
  }
}
