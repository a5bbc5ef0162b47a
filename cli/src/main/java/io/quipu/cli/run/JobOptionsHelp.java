package io.quipu.cli.run;

import io.quipu.pipeline.options.CountingOptions;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.runners.spi.JobLauncher;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help for the options of a job that Beam parses, in the form of the command's own options. */
final class JobOptionsHelp {
  private JobOptionsHelp() {}

  /** The list of the options of the job and of all runners, the required options first. */
  static String of(Help.Ansi ansi) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().sortOptions(false);
    Stream.concat(
            Stream.of(CountingOptions.class),
            JobLauncher.available().stream().flatMap(runner -> runner.options().stream()))
        .flatMap(options -> Arrays.stream(options.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Description.class))
        .sorted(
            Comparator.comparing((Method method) -> !isRequired(method))
                .thenComparing(JobArguments::kebab))
        .forEach(method -> spec.addOption(option(method)));
    return new Help(spec, CommandLine.Help.defaultColorScheme(ansi)).optionList();
  }

  private static OptionSpec option(Method method) {
    String preset = preset(method);
    String description = method.getAnnotation(Description.class).value();
    return OptionSpec.builder("--" + JobArguments.kebab(method))
        .type(String.class)
        .required(isRequired(method))
        .paramLabel(JobArguments.kebab(method).toUpperCase(Locale.ROOT))
        // Picocli reads a percent sign as a format specifier.
        .description(
            (preset.isEmpty() ? description : description + " (default " + preset + ")")
                .replace("%", "%%"))
        .build();
  }

  private static boolean isRequired(Method getter) {
    return getter.isAnnotationPresent(Validation.Required.class);
  }

  /** The default of an option. Beam has a different annotation for each type. */
  private static String preset(Method getter) {
    return Arrays.stream(getter.getAnnotations())
        .filter(annotation -> annotation.annotationType().getName().contains(".Default$"))
        .map(
            annotation -> {
              try {
                return annotation.annotationType().getMethod("value").invoke(annotation).toString();
              } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Beam's defaults have no value.", e);
              }
            })
        .findFirst()
        .orElse("");
  }
}
