package io.quipu.pipeline.options;

import io.quipu.pipeline.catalog.SpellingGuess;
import java.lang.reflect.Method;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Parses a job's arguments. Quipu's own options are in kebab-case, such as {@code --start-from}.
 * Those of Beam and of the runner keep their names, such as {@code --tempLocation}.
 */
public final class JobArguments {
  private static final String GETTER = "get";

  private static final DateTimeFormatter TIME_IN_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  // From the kebab-case name to the name in Beam.
  private final Map<String, String> own = new HashMap<>();
  private final Set<String> known = new HashSet<>();

  private JobArguments(Collection<Class<? extends PipelineOptions>> interfaces) {
    interfaces.forEach(PipelineOptionsFactory::register);
    for (Class<? extends PipelineOptions> options : interfaces) {
      for (Method method : options.getDeclaredMethods()) {
        if (method.getName().startsWith(GETTER)) {
          own.put(kebab(method), property(method));
        }
      }
    }
    for (Class<? extends PipelineOptions> options : PipelineOptionsFactory.getRegisteredOptions()) {
      Arrays.stream(options.getMethods())
          .filter(method -> method.getName().matches("(get|is)[A-Z].*"))
          .forEach(method -> known.add(property(method)));
    }
    known.removeAll(own.values());
    known.addAll(own.keySet());
    known.add("help");
  }

  /**
   * Parses arguments to options. Without {@code --jobName}, the job's name contains the time.
   *
   * @param arguments each {@code --name=value}, or {@code --name} for true
   * @param interfaces interfaces of further options in kebab-case
   * @throws OptionsException if an option is unknown, is given twice or has a value of a wrong type
   */
  public static CountingOptions parse(
      List<String> arguments, Collection<Class<? extends PipelineOptions>> interfaces) {
    List<Class<? extends PipelineOptions>> all = new ArrayList<>(interfaces);
    all.add(CountingOptions.class);
    List<String> beams = new JobArguments(all).toBeam(arguments);
    try {
      CountingOptions options = read(beams);
      if (beams.stream().noneMatch(argument -> argument.startsWith("--jobName="))) {
        String time = TIME_IN_NAME.format(LocalDateTime.now(ZoneOffset.UTC));
        options.setJobName("quipu-" + options.getJob().word() + "-" + time);
      }
      return options;
    } catch (IllegalArgumentException e) {
      throw new OptionsException(unreadable(beams, e));
    }
  }

  private static CountingOptions read(List<String> beams) {
    return PipelineOptionsFactory.fromArgs(beams.toArray(new String[0])).as(CountingOptions.class);
  }

  /**
   * Describes the options that Beam cannot read. Beam's message names only classes, neither the
   * option nor how to fix it.
   */
  private static List<String> unreadable(List<String> beams, IllegalArgumentException all) {
    List<String> mistakes = new ArrayList<>();
    for (String argument : beams) {
      try {
        read(List.of(argument));
      } catch (IllegalArgumentException e) {
        mistakes.add(
            argument.replaceFirst("=.*", "")
                + " cannot have the value '"
                + argument.replaceFirst("[^=]*=?", "")
                + "'; write one of its type, as --help describes it.");
      }
    }
    return mistakes.isEmpty() ? List.of(String.valueOf(all.getMessage())) : mistakes;
  }

  /** Returns the kebab-case name of a Quipu option, as users write it after {@code --}. */
  public static String kebab(Method getter) {
    return property(getter).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String property(Method getter) {
    String name = getter.getName().replaceFirst("^(get|is)", "");
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private List<String> toBeam(List<String> arguments) {
    List<String> beams = new ArrayList<>();
    List<String> mistakes = new ArrayList<>();
    Set<String> given = new HashSet<>();
    for (String argument : arguments) {
      if (!argument.startsWith("--")) {
        mistakes.add("'" + argument + "' is no option; write --name=value.");
        continue;
      }
      int end = argument.indexOf('=');
      String name = argument.substring(2, end < 0 ? argument.length() : end);
      String value = end < 0 ? "" : argument.substring(end);
      if (!known.contains(name)) {
        mistakes.add(unknown(name));
      } else if (own.containsKey(name) && !given.add(name)) {
        mistakes.add("--" + name + " is given twice; give it once.");
      } else {
        beams.add("--" + own.getOrDefault(name, name) + value);
      }
    }
    if (!mistakes.isEmpty()) {
      throw new OptionsException(mistakes);
    }
    return beams;
  }

  private String unknown(String name) {
    String kebab = name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    String instead =
        own.containsKey(kebab)
            ? "write --" + kebab + "."
            : SpellingGuess.suggest(name, known) + " --help lists the options.";
    return "There is no option --" + name + "; " + instead;
  }
}
