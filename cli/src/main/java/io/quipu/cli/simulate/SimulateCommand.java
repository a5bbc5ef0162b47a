package io.quipu.cli.simulate;

import io.quipu.cli.ExitCodes;
import io.quipu.cli.UsageException;
import io.quipu.simulation.schedule.Outcome;
import io.quipu.simulation.schedule.PlantedBugs;
import io.quipu.simulation.schedule.Scenario;
import io.quipu.simulation.schedule.Schedule;
import io.quipu.simulation.schedule.Shrinker;
import io.quipu.simulation.schedule.Simulation;
import io.quipu.simulation.schedule.Sweep;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code quipu simulate}: runs one schedule and says what happens, or many, and shrinks the first
 * one that fails.
 */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the stages of the job in a simulated world, in which a seed chooses all faults, and",
      "compares the counts with a recount. Exits with 1 if a count is wrong."
    })
public final class SimulateCommand implements Callable<Integer> {
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The seed of the first schedule. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--steps",
      paramLabel = "NUMBER",
      defaultValue = "" + Schedule.DEFAULT_STEPS,
      description = {
        "How many steps are left to chance. After them the job finishes its work without faults.",
        "Default: ${DEFAULT-VALUE}."
      })
  private int steps;

  @Option(
      names = "--schedules",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "How many schedules to run, with consecutive seeds. Default: ${DEFAULT-VALUE}.")
  private long schedules;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = {
        "What may happen. Without it, the seed chooses one of the scenarios in which all counts are",
        "exact. docs/simulation.md lists them."
      })
  private @Nullable String scenario;

  @Option(
      names = "--events",
      paramLabel = "NUMBER",
      description = "The most events that are sent. By default the seed chooses 3 to 24.")
  private @Nullable Integer events;

  @Option(
      names = "--quiet",
      paramLabel = "STEPS",
      defaultValue = "",
      description = "Steps that are not left to chance, such as 3,7-12.")
  private String quiet = "";

  @Option(
      names = "--history",
      paramLabel = "LETTERS",
      defaultValue = "",
      description = "The events of one schedule without chance: a letter A or B for each.")
  private String history = "";

  @Option(
      names = "--crash-at",
      paramLabel = "NUMBER",
      defaultValue = "-1",
      description = "The call, element or timer at which the job dies; only there.")
  private int crashAt;

  @Option(
      names = "--exhaustive",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = {
        "Runs all histories of up to this many events of two kinds, each with a crash at every",
        "call, element and timer."
      })
  private int exhaustive;

  @Option(
      names = "--threads",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "How many schedules run at once. Default: one for each core.")
  private int threads;

  @Spec
  void setSpec(CommandSpec given) {
    spec = given;
  }

  @Override
  public Integer call() throws InterruptedException {
    require("--steps", steps, 0, 100_000);
    require("--schedules", schedules, 1, Long.MAX_VALUE);
    require("--exhaustive", exhaustive, 0, 16);
    require("--threads", threads, 0, 1024);
    if (exhaustive > 0 || schedules > 1) {
      return many();
    }
    return one(schedule());
  }

  private void require(String option, long given, long least, long most) {
    if (given < least || given > most) {
      throw new UsageException(
          "%s is %d; it must be from %d to %d.".formatted(option, given, least, most));
    }
  }

  private Schedule schedule() {
    Schedule schedule =
        history.isEmpty()
            ? Sweep.schedule(itsScenario(), seed, steps).withQuiet(Schedule.quietSteps(quiet))
            : Schedule.ofHistory(history, seed);
    return (events == null ? schedule : schedule.withEvents(events)).withCrashAt(crashAt);
  }

  private @Nullable Scenario itsScenario() {
    return scenario == null ? null : Scenario.ofWord(scenario.toLowerCase(Locale.ROOT));
  }

  private int one(Schedule schedule) {
    Outcome outcome = Simulation.run(schedule, PlantedBugs.NONE, true);
    PrintWriter out = spec.commandLine().getOut();
    outcome.trace().forEach(out::println);
    if (outcome.hasFailed()) {
      out.println("WRONG: " + outcome.failure());
    } else {
      out.printf(
          "All counts are right. The job died %d times, at %d places where it could.%n",
          outcome.crashes(), outcome.places());
    }
    out.flush();
    return outcome.hasFailed() ? ExitCodes.FAILED : ExitCodes.DONE;
  }

  private int many() throws InterruptedException {
    int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    long start = System.nanoTime();
    Sweep.Result result =
        exhaustive > 0
            ? Sweep.histories(exhaustive, seed, cores)
            : Sweep.seeds(itsScenario(), seed, schedules, steps, cores);
    double seconds = (double) (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d schedules with %,d crashes in %.0f s (%.0f/s on %d threads): %,d failed.%n",
        result.schedules(),
        result.crashes(),
        seconds,
        result.schedules() / seconds,
        cores,
        result.failures().size());
    if (result.failures().isEmpty()) {
      out.flush();
      return ExitCodes.DONE;
    }
    Schedule first = result.failures().get(0).schedule();
    out.println("The first one that failed: " + first.command());
    out.flush();
    Schedule smallest = history(first) ? first : Shrinker.shrink(first, PlantedBugs.NONE);
    one(smallest);
    out.println(smallest.command());
    out.flush();
    return ExitCodes.FAILED;
  }

  private static boolean history(Schedule schedule) {
    return !schedule.history().isEmpty();
  }
}
