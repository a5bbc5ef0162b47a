package io.quipu.runners.flink;

import io.quipu.pipeline.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command-line options with which jobs run on Flink, unless the user gives others. The reason
 * for each stands beside it.
 */
public final class FlinkArguments {
  private static final String DELIVERY = "--delivery=";
  private static final String PARALLELISM = "parallelism";
  private static final String MIN_PAUSE = "minPauseBetweenCheckpoints";

  /**
   * The first checkpoint comes no sooner than this. It must come after the source was split, which
   * the consumer bounds with 2 seconds (see PacedConsumer): a job that fails over to an earlier one
   * would read nothing.
   */
  private static final long MIN_PAUSE_MS = 5_000;

  private static final List<Map.Entry<String, String>> DEFAULTS =
      List.of(
          Map.entry("runner", "FlinkRunner"),
          // A bounded input too: the same operators, so the same state and the same results.
          Map.entry("streaming", "true"),
          // The job is watched and cancelled from here.
          Map.entry("attachedMode", "false"),
          Map.entry(PARALLELISM, Integer.toString(Runtime.getRuntime().availableProcessors())),
          // The number of key groups, and the most Kafka readers; fixed for the life of the state.
          Map.entry("maxParallelism", "128"),
          // No element is ever mutated, so none needs to be copied between chained stages.
          Map.entry("objectReuse", "true"),
          Map.entry("fasterCopy", "true"),
          // What bundles hold in memory is out before a barrier, so it needs no operator state.
          Map.entry("finishBundleBeforeCheckpointing", "true"),
          // Most of what a stage gives comes out when its bundle ends, so short ones make fresh
          // counts; larger ones combine more before the shuffle.
          Map.entry("maxBundleSize", "5000"),
          Map.entry("maxBundleTimeMills", "50"),
          Map.entry("autoWatermarkInterval", "50"),
          Map.entry("jobCheckIntervalInSecs", "1"));

  /** Those of a job that goes back to a checkpoint when it has failed. */
  private static final List<Map.Entry<String, String>> CHECKPOINTS =
      List.of(
          Map.entry("checkpointingInterval", "10000"),
          Map.entry(MIN_PAUSE, Long.toString(MIN_PAUSE_MS)),
          Map.entry("checkpointTimeoutMillis", "600000"),
          Map.entry("externalizedCheckpointsEnabled", "true"),
          Map.entry("retainExternalizedCheckpointsOnCancellation", "true"));

  private FlinkArguments() {}

  /** The user's options, and the defaults of those that he does not give. */
  public static List<String> withDefaults(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    for (Map.Entry<String, String> option : defaults(delivery(arguments))) {
      if (!has(option.getKey(), arguments)) {
        all.add("--" + option.getKey() + "=" + option.getValue());
      }
    }
    // With checkpoints on, the runner keeps even a source that has ended open for ever; a bounded
    // input must end. An unbounded one never may.
    if (arguments.contains("--source=files") && !has("shutdownSourcesAfterIdleMs", arguments)) {
      all.add("--shutdownSourcesAfterIdleMs=0");
    }
    return all;
  }

  /** The same, but that the cluster's own parallelism holds unless the user gives one. */
  public static List<String> withClusterDefaults(List<String> arguments) {
    List<String> all = withDefaults(arguments);
    if (!has(PARALLELISM, arguments)) {
      all.removeIf(argument -> argument.startsWith("--" + PARALLELISM + "="));
    }
    return all;
  }

  private static List<Map.Entry<String, String>> defaults(Delivery delivery) {
    List<Map.Entry<String, String>> defaults = new ArrayList<>(DEFAULTS);
    switch (delivery) {
      case EXACTLY_ONCE -> {
        defaults.addAll(CHECKPOINTS);
        defaults.add(Map.entry("checkpointingMode", "EXACTLY_ONCE"));
        // Dead letters that wait for a checkpoint are written when a job is drained, too.
        defaults.add(Map.entry("enableStableInputDrain", "true"));
      }
      case AT_LEAST_ONCE -> {
        defaults.addAll(CHECKPOINTS);
        // Barriers are not aligned: no input waits for another.
        defaults.add(Map.entry("checkpointingMode", "AT_LEAST_ONCE"));
      }
      case AT_MOST_ONCE -> {
        // No checkpoints.
      }
    }
    return defaults;
  }

  private static Delivery delivery(List<String> arguments) {
    return arguments.stream()
        .filter(argument -> argument.startsWith(DELIVERY))
        .map(argument -> Delivery.parse(argument.substring(DELIVERY.length())))
        .reduce((first, second) -> second)
        .orElse(Delivery.EXACTLY_ONCE);
  }

  /**
   * Refuses options with which a job can lose events.
   *
   * @throws IllegalArgumentException if there is one
   */
  public static void requireSafe(List<String> arguments) {
    if (delivery(arguments) == Delivery.AT_MOST_ONCE && has("checkpointingInterval", arguments)) {
      throw new IllegalArgumentException(
          "--checkpointingInterval does not go with --delivery=at-most-once, which has no"
              + " checkpoints; leave one of them out.");
    }
    String option = "--" + MIN_PAUSE + "=";
    for (String argument : arguments) {
      // What is no number is for Beam to refuse.
      if (argument.matches(option + "-?\\d{1,18}")
          && Long.parseLong(argument.substring(option.length())) < MIN_PAUSE_MS) {
        throw new IllegalArgumentException(
            argument
                + " would lose events if Kafka is away while the job starts; write "
                + MIN_PAUSE_MS
                + " milliseconds or more.");
      }
    }
  }

  private static boolean has(String option, List<String> arguments) {
    return arguments.stream()
        .anyMatch(given -> given.equals("--" + option) || given.startsWith("--" + option + "="));
  }
}
