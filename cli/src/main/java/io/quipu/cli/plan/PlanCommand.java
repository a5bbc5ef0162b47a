package io.quipu.cli.plan;

import io.quipu.cli.plan.PlanFile.Input;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code quipu plan}: calculates what a load needs. Its options are the inputs of {@code
 * plan.yaml}.
 */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Calculates the cores, machines, memory, disk and network that a load needs, from results of",
      "benchmarks. Shows every step of the calculation."
    })
public final class PlanCommand implements Callable<Integer> {
  private final PlanFile file = new PlanFile();
  private CommandSpec spec = CommandSpec.create();

  @Spec
  void setSpec(CommandSpec given) {
    spec = given;
    for (Input input : file.inputs()) {
      spec.addOption(
          OptionSpec.builder("--" + input.name())
              .type(double.class)
              .paramLabel(input.unit().isEmpty() ? "NUMBER" : input.unit())
              .defaultValue(Double.toString(input.preset()))
              .description(
                  (input.what() + " Default: " + Amount.plain(input.preset()) + ".").strip())
              .build());
    }
  }

  @Override
  public Integer call() {
    Map<String, Double> inputs = new HashMap<>();
    for (Input input : file.inputs()) {
      double value = spec.findOption("--" + input.name()).getValue();
      // Written so that NaN is refused too.
      if (!(value >= input.min() && value <= input.max())) {
        throw new ParameterException(
            spec.commandLine(),
            "--%s is %s; it must be from %s to %s."
                .formatted(
                    input.name(),
                    Amount.plain(value),
                    Amount.plain(input.min()),
                    Amount.plain(input.max())));
      }
      inputs.put(input.name(), value);
    }
    print(new CapacityPlan(file, inputs));
    return 0;
  }

  private void print(CapacityPlan plan) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("How it is reckoned");
    out.println();
    out.print(plan.reasoning());
    out.println();
    out.println("From these coefficients");
    out.println();
    out.print(plan.sources());
    out.println();
    out.println("What it takes");
    out.print(plan.results());
    if (plan.provisional() > 0) {
      out.println();
      out.printf(
          "%d coefficients are provisional: run the commands that are their sources.%n",
          plan.provisional());
    }
    out.flush();
  }
}
