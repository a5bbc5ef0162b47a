package io.quipu.cli.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The content of {@code plan.yaml} and {@code coefficients.yaml}. */
final class PlanFile {
  /**
   * An input that the user gives.
   *
   * @param preset the value if the user gives none
   */
  record Input(String name, double preset, double min, double max, String unit, String what) {}

  /**
   * A number that was measured or decided.
   *
   * @param source the command, the time and the machine of the measurement
   */
  record Coefficient(
      String name, double value, String unit, String what, String status, String source) {}

  /** A step of the calculation. */
  record Step(String name, String unit, Formula formula) {}

  /** A group of steps with a title. */
  record Section(String title, List<Step> steps) {}

  private final List<Input> inputs;
  private final List<Section> sections;
  private final Map<String, String> results;
  private final Map<String, Coefficient> coefficients;

  PlanFile() {
    Map<?, ?> plan = read("plan.yaml");
    inputs = inputs(plan);
    sections = sections(plan);
    results = results(plan);
    coefficients = readCoefficients();
  }

  /** The inputs, in the order in which they are shown. */
  List<Input> inputs() {
    return inputs;
  }

  /** The sections, in the order in which they are calculated. */
  List<Section> sections() {
    return sections;
  }

  /** The descriptions of the steps that are results, by the name of the step. */
  Map<String, String> results() {
    return results;
  }

  /** The coefficients, by name. */
  Map<String, Coefficient> coefficients() {
    return coefficients;
  }

  private static List<Input> inputs(Map<?, ?> plan) {
    List<Input> inputs = new ArrayList<>();
    map(plan.get("inputs"))
        .forEach(
            (name, value) -> {
              Map<?, ?> input = map(value);
              inputs.add(
                  new Input(
                      text(name),
                      number(input.get("default")),
                      number(input.get("min")),
                      number(input.get("max")),
                      text(input.get("unit")),
                      text(input.get("what"))));
            });
    return inputs;
  }

  private static List<Section> sections(Map<?, ?> plan) {
    List<Section> sections = new ArrayList<>();
    for (Object section : list(plan.get("sections"))) {
      List<Step> steps = new ArrayList<>();
      for (Object one : list(map(section).get("steps"))) {
        Map<?, ?> step = map(one);
        steps.add(
            new Step(
                text(step.get("name")),
                text(step.get("unit")),
                Formula.of(text(step.get("formula")))));
      }
      sections.add(new Section(text(map(section).get("title")), steps));
    }
    return sections;
  }

  private static Map<String, String> results(Map<?, ?> plan) {
    Map<String, String> results = new LinkedHashMap<>();
    map(plan.get("results")).forEach((name, what) -> results.put(text(name), text(what)));
    return results;
  }

  private static Map<String, Coefficient> readCoefficients() {
    Map<String, Coefficient> all = new LinkedHashMap<>();
    read("coefficients.yaml")
        .forEach(
            (name, value) -> {
              Map<?, ?> one = map(value);
              all.put(
                  text(name),
                  new Coefficient(
                      text(name),
                      number(one.get("value")),
                      text(one.get("unit")),
                      text(one.get("what")),
                      text(one.get("status")),
                      text(one.get("source"))));
            });
    return all;
  }

  private static Map<?, ?> read(String name) {
    try (InputStream file = PlanFile.class.getResourceAsStream(name)) {
      return map(
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Objects.requireNonNull(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }

  private static String text(@Nullable Object value) {
    return (String) Objects.requireNonNull(value);
  }

  /** Parses a number from its text, because YAML 1.1 reads 1e8 as text. */
  private static double number(@Nullable Object value) {
    return Double.parseDouble(Objects.requireNonNull(value).toString());
  }
}
