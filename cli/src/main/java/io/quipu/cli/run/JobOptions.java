package io.quipu.cli.run;

import static java.time.ZoneOffset.UTC;

import io.quipu.cli.CommandException;
import io.quipu.pipeline.CountingOptions;
import io.quipu.runners.direct.DirectArguments;
import io.quipu.runners.flink.EmbeddedFlinkOptions;
import io.quipu.runners.flink.FlinkArguments;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** What a job's arguments mean. */
final class JobOptions {
  private static final String RUNNER = "--runner=";

  private static final DateTimeFormatter TIME_IN_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private JobOptions() {}

  /**
   * The options that arguments mean, with the defaults of the runner.
   *
   * @param arguments each {@code --name=value}; {@code --runner} is flink or direct
   * @throws IllegalArgumentException if an option is wrong
   */
  static CountingOptions parse(List<String> arguments) {
    List<String> others = new ArrayList<>(arguments);
    others.removeIf(argument -> argument.startsWith(RUNNER));
    requireOnce(others);
    if (!isFlink(arguments) && others.stream().anyMatch(one -> one.startsWith("--delivery="))) {
      throw new CommandException(
          "--delivery goes with --runner=flink only: the direct runner never goes on after a"
              + " failure.");
    }
    FlinkArguments.requireSafe(others);
    return of(
        isFlink(arguments)
            ? FlinkArguments.withDefaults(others)
            : DirectArguments.withDefaults(others));
  }

  /**
   * The options of a job that Flink's own machinery starts on a cluster.
   *
   * @throws IllegalArgumentException if an option is wrong
   */
  static CountingOptions parseOnCluster(List<String> arguments) {
    requireOnce(arguments);
    FlinkArguments.requireSafe(arguments);
    PipelineOptionsFactory.register(FlinkJobOptions.class);
    return of(FlinkArguments.withClusterDefaults(arguments));
  }

  private static CountingOptions of(List<String> all) {
    PipelineOptionsFactory.register(CountingOptions.class);
    PipelineOptionsFactory.register(EmbeddedFlinkOptions.class);
    CountingOptions options =
        PipelineOptionsFactory.fromArgs(all.toArray(new String[0]))
            .withValidation()
            .as(CountingOptions.class);
    if (all.stream().noneMatch(argument -> argument.startsWith("--jobName="))) {
      String time = TIME_IN_NAME.format(LocalDateTime.now(UTC));
      options.setJobName("quipu-" + options.getJob().word() + "-" + time);
    }
    return options;
  }

  /** Beam says of an option that is given twice neither which it is nor what to do. */
  private static void requireOnce(List<String> arguments) {
    Set<String> given = new HashSet<>();
    for (String argument : arguments) {
      String option = argument.replaceFirst("=.*", "");
      if (isOurs(option) && !given.add(option)) {
        throw new CommandException(option + " is given twice; give it once.");
      }
    }
  }

  private static boolean isOurs(String option) {
    return Arrays.stream(CountingOptions.class.getDeclaredMethods())
        .anyMatch(method -> method.getName().equalsIgnoreCase(option.replaceFirst("--", "get")));
  }

  /** Whether Flink is to run the job. */
  static boolean isFlink(List<String> arguments) {
    String runner =
        arguments.stream()
            .filter(argument -> argument.startsWith(RUNNER))
            .reduce((first, second) -> second)
            .map(argument -> argument.substring(RUNNER.length()).toLowerCase(Locale.ROOT))
            .orElse("flink");
    return switch (runner) {
      case "flink", "flinkrunner" -> true;
      case "direct", "directrunner" -> false;
      default ->
          throw new CommandException(
              "--runner=" + runner + " is no runner; write flink or direct.");
    };
  }
}
