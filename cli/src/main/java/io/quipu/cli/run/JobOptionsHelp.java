package io.quipu.cli.run;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that a job has of Beam's kind, written as the command's own are. */
final class JobOptionsHelp {
  private static final String GETTER = "get";

  private JobOptionsHelp() {}

  /** A list of the options that an interface declares itself, those first that must be given. */
  static String of(Class<?> options, Help.Ansi ansi) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().sortOptions(false);
    Arrays.stream(options.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Description.class))
        .sorted(
            Comparator.comparing((Method method) -> !isRequired(method))
                .thenComparing(JobOptionsHelp::name))
        .forEach(method -> spec.addOption(option(method)));
    return new Help(spec, CommandLine.Help.defaultColorScheme(ansi)).optionList();
  }

  private static OptionSpec option(Method method) {
    String preset = preset(method);
    String description = method.getAnnotation(Description.class).value();
    return OptionSpec.builder("--" + name(method))
        .type(String.class)
        .required(isRequired(method))
        .paramLabel(name(method).replaceAll("(?<=[a-z])(?=[A-Z])", "-").toUpperCase(Locale.ROOT))
        // Picocli would take a percent sign for a format's.
        .description(
            (preset.isEmpty() ? description : description + " (default " + preset + ")")
                .replace("%", "%%"))
        .build();
  }

  private static String name(Method getter) {
    String name = getter.getName().substring(GETTER.length());
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static boolean isRequired(Method getter) {
    return getter.isAnnotationPresent(Validation.Required.class);
  }

  /** The default, of whichever kind; Beam has an annotation for each. */
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
