package io.quipu.runners.spi;

import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Starts jobs on the runner that their arguments name. */
public final class JobLauncher {
  private static final String RUNNER = "--runner=";
  private static final String DEFAULT_RUNNER = "flink";

  private final List<JobRunner> runners;
  private final Consumer<String> progress;

  /**
   * Makes a launcher with all runners of the class path.
   *
   * @param progress receives a line of text about each step that takes long
   */
  public JobLauncher(Consumer<String> progress) {
    this(available(), progress);
  }

  /** Makes a launcher with these runners. */
  public JobLauncher(List<JobRunner> runners, Consumer<String> progress) {
    this.runners = List.copyOf(runners);
    this.progress = progress;
  }

  /** All runners of the class path, by name. */
  public static List<JobRunner> available() {
    return ServiceLoader.load(JobRunner.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(JobRunner::name))
        .toList();
  }

  /**
   * Prepares and starts a job.
   *
   * @param arguments options of the job, of Beam and of the runner, each {@code --name=value}
   * @throws io.quipu.pipeline.catalog.CatalogException if the catalog has mistakes
   * @throws io.quipu.io.StartupException if something that the job needs is not available
   * @throws IllegalArgumentException if an option is wrong
   */
  public RunningJob start(List<String> arguments) throws Exception {
    return start(spec(arguments));
  }

  /** Prepares and starts a job of {@link #spec}. */
  public RunningJob start(JobSpec spec) throws Exception {
    return runner(spec.options().getRunner().getSimpleName()).start(spec, progress);
  }

  /**
   * Parses the arguments of a job, and adds the defaults of its runner.
   *
   * @throws IllegalArgumentException if an option is wrong
   */
  public JobSpec spec(List<String> arguments) {
    JobRunner runner = runner(runnerName(arguments));
    List<String> others = new ArrayList<>(arguments);
    others.removeIf(argument -> argument.startsWith(RUNNER));
    return JobSpec.parse(JobArguments.parse(runner.withDefaults(others), runner.options()));
  }

  private static String runnerName(List<String> arguments) {
    return arguments.stream()
        .filter(argument -> argument.startsWith(RUNNER))
        .reduce((first, second) -> second)
        .map(argument -> argument.substring(RUNNER.length()))
        .orElse(DEFAULT_RUNNER);
  }

  /** Finds a runner by its name, or by the name of its class in Beam. */
  private JobRunner runner(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).replaceFirst("runner$", "");
    return runners.stream()
        .filter(runner -> runner.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--runner="
                        + name
                        + " is no runner; write "
                        + runners.stream().map(JobRunner::name).collect(Collectors.joining(" or "))
                        + "."));
  }
}
