package io.quipu.cli.plan;

import io.quipu.cli.TextTable;
import io.quipu.cli.plan.PlanFile.Coefficient;
import io.quipu.cli.plan.PlanFile.Section;
import io.quipu.cli.plan.PlanFile.Step;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The machines, memory, disk and network that a load needs, with each step of the calculation. */
final class CapacityPlan {
  private final PlanFile file;
  private final Map<String, Coefficient> coefficients;
  private final Map<String, Double> known = new HashMap<>();
  private final Set<String> used = new LinkedHashSet<>();

  /**
   * @param inputs the values of all inputs of the file, by name
   */
  CapacityPlan(PlanFile file, Map<String, Double> inputs) {
    this.file = file;
    coefficients = file.coefficients();
    coefficients.forEach((name, coefficient) -> known.put(name, coefficient.value()));
    known.putAll(inputs);
    for (Section section : file.sections()) {
      for (Step step : section.steps()) {
        known.put(step.name(), step.formula().value(known));
        step.formula().names().stream().filter(coefficients::containsKey).forEach(used::add);
      }
    }
  }

  /** The value of an input, a coefficient or a step. */
  double value(String name) {
    Double value = known.get(name);
    if (value == null) {
      throw new IllegalArgumentException("There is no " + name + " in the plan.");
    }
    return value;
  }

  /** The results, as a table. */
  String results() {
    Map<String, String> units = new HashMap<>();
    file.sections().stream()
        .flatMap(section -> section.steps().stream())
        .forEach(step -> units.put(step.name(), step.unit()));
    TextTable table = new TextTable(List.of("", ""));
    file.results()
        .forEach(
            (name, what) ->
                table.add(List.of(what, Amount.of(value(name), units.getOrDefault(name, "")))));
    return table.toString();
  }

  /** Every step: its formula, the formula with numbers, and its value. */
  String reasoning() {
    StringBuilder text = new StringBuilder();
    for (Section section : file.sections()) {
      text.append(section.title()).append(System.lineSeparator());
      for (Step step : section.steps()) {
        text.append("  %s = %s%n".formatted(step.name(), step.formula()));
        text.append(
            "    = %s = %s%n"
                .formatted(
                    step.formula().with(name -> Amount.plain(value(name))),
                    Amount.of(value(step.name()), step.unit())));
      }
    }
    return text.toString();
  }

  /** The coefficients that were used, and their sources. */
  String sources() {
    StringBuilder text = new StringBuilder();
    for (String name : used) {
      Coefficient one = coefficients.get(name);
      if (one != null) {
        text.append(
            "  %s = %s, %s: %s%n    %s%n"
                .formatted(
                    name,
                    Amount.of(one.value(), one.unit()),
                    one.status(),
                    one.what(),
                    one.source()));
      }
    }
    return text.toString();
  }

  /** The number of used coefficients that are provisional. */
  long provisional() {
    return used.stream()
        .map(coefficients::get)
        .filter(one -> one != null && one.status().equals("provisional"))
        .count();
  }
}
