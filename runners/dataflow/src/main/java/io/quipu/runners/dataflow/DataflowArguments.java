package io.quipu.runners.dataflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The default options for jobs on Dataflow. The reason for each is beside it. */
final class DataflowArguments {
  private static final String BATCH = "--batch=true";

  private static final List<Map.Entry<String, String>> DEFAULTS =
      List.of(
          Map.entry("runner", "DataflowRunner"),
          // Cassandra's driver reads fields of these packages, which Java 17 closes.
          Map.entry(
              "jdkAddOpenModules",
              "java.base/java.lang=ALL-UNNAMED,java.base/java.nio=ALL-UNNAMED,"
                  + "java.base/java.util=ALL-UNNAMED"));

  private DataflowArguments() {}

  /**
   * Adds the default of each option that the user does not give.
   *
   * @throws IllegalArgumentException if an option is missing, or does not go with Dataflow
   */
  static List<String> withDefaults(List<String> arguments) {
    boolean batch = arguments.contains(BATCH);
    requireAllowed(arguments, batch);
    List<String> all = new ArrayList<>(arguments);
    DEFAULTS.forEach(option -> addIfMissing(all, option.getKey(), option.getValue()));
    addIfMissing(all, "streaming", Boolean.toString(!batch));
    if (!batch) {
      // State and timers are then outside the workers, so a worker's disk does not limit them.
      addIfMissing(all, "enableStreamingEngine", "true");
    }
    return all;
  }

  private static void requireAllowed(List<String> arguments, boolean batch) {
    List<String> mistakes = new ArrayList<>();
    if (!batch && arguments.contains("--source=files")) {
      mistakes.add("On Dataflow, files are counted by ./quipu backfill; use it instead of run.");
    }
    if (has("delivery", arguments)) {
      mistakes.add("Dataflow counts exactly once; leave out --delivery.");
    }
    if (!has("region", arguments)) {
      mistakes.add("Dataflow needs --region, such as --region=europe-west1.");
    }
    if (!has("tempLocation", arguments) && !has("gcpTempLocation", arguments)) {
      mistakes.add("Dataflow needs --tempLocation, such as --tempLocation=gs://BUCKET/temp.");
    }
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", mistakes));
    }
  }

  private static void addIfMissing(List<String> arguments, String option, String value) {
    if (!has(option, arguments)) {
      arguments.add("--" + option + "=" + value);
    }
  }

  private static boolean has(String option, List<String> arguments) {
    return arguments.stream()
        .anyMatch(given -> given.equals("--" + option) || given.startsWith("--" + option + "="));
  }
}
