package io.quipu.transforms.trigger;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A compiled condition over the numbers of a bucket and of the buckets before it. Thread-safe. */
public final class Condition {
  private final CelRuntime.Program program;
  private final Set<Resolution> previous;
  private final Map<String, String> sums;

  /**
   * @param previous the resolutions of the previous buckets that it uses
   * @param sums the real name of each sum, by its name in the expression
   */
  Condition(CelRuntime.Program program, Set<Resolution> previous, Map<String, String> sums) {
    this.program = program;
    this.previous = Set.copyOf(previous);
    this.sums = sums;
  }

  /** The resolutions of the previous buckets that it uses. */
  public Set<Resolution> previous() {
    return previous;
  }

  /**
   * Computes the condition.
   *
   * @param before the rows of the previous buckets, for each of {@link #previous}
   * @throws CelEvaluationException if it has no value, for example because it divides by zero
   */
  public boolean isTrue(CountRow row, Map<Resolution, CountRow> before)
      throws CelEvaluationException {
    return (boolean) program.eval(name -> Optional.ofNullable(value(name, row, before)));
  }

  private Object value(String name, CountRow row, Map<Resolution, CountRow> before) {
    if (name.startsWith(ConditionCompiler.PREVIOUS)) {
      int dot = name.indexOf('.', ConditionCompiler.PREVIOUS.length());
      CountRow earlier = Objects.requireNonNull(before.get(ConditionCompiler.resolution(name)));
      return number(name.substring(dot + 1), earlier);
    }
    return switch (name) {
      case ConditionCompiler.COMPANY -> row.company();
      case ConditionCompiler.CUSTOMER -> row.customer();
      case ConditionCompiler.VALUE -> row.value();
      default -> number(name, row);
    };
  }

  private Object number(String name, CountRow row) {
    return switch (name) {
      case ConditionCompiler.COUNT -> row.count();
      case ConditionCompiler.UNIQUES -> row.uniques() == null ? 0L : row.uniques();
      default ->
          row.sums()
              .getOrDefault(
                  sums.get(name.substring(ConditionCompiler.SUMS.length())), BigDecimal.ZERO)
              .doubleValue();
    };
  }
}
