package io.quipu.runners.flink;

import io.quipu.pipeline.options.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The default options for jobs on Flink. The reason for each is beside it. */
public final class FlinkArguments {
  private static final String BATCH = "--batch=true";
  private static final String DELIVERY = "--delivery=";
  private static final String PARALLELISM = "parallelism";
  private static final String MIN_PAUSE = "minPauseBetweenCheckpoints";

  /**
   * The shortest time before the first checkpoint. It must come after the source was split, which
   * takes at most 2 seconds (see PacedConsumer). A job that recovers from an earlier checkpoint
   * would read nothing.
   */
  private static final long MIN_PAUSE_MS = 5_000;

  private static final List<Map.Entry<String, String>> DEFAULTS =
      List.of(
          Map.entry("runner", "FlinkRunner"),
          // This process watches and cancels the job, so the submission must not wait for its end.
          Map.entry("attachedMode", "false"),
          Map.entry(PARALLELISM, Integer.toString(Runtime.getRuntime().availableProcessors())),
          // The number of key groups, and the most Kafka readers; fixed for the life of the state.
          Map.entry("maxParallelism", "128"),
          // No element is ever mutated, so none needs to be copied between chained stages.
          Map.entry("objectReuse", "true"),
          Map.entry("fasterCopy", "true"),
          // Bundles end before each barrier, so their data in memory needs no operator state.
          Map.entry("finishBundleBeforeCheckpointing", "true"),
          // Most output comes when a bundle ends, so short bundles make counts fresh. Larger
          // bundles combine more before the shuffle.
          Map.entry("maxBundleSize", "5000"),
          Map.entry("maxBundleTimeMills", "50"),
          Map.entry("autoWatermarkInterval", "50"),
          Map.entry("jobCheckIntervalInSecs", "1"));

  /** The additional options of a job with checkpoints. */
  private static final List<Map.Entry<String, String>> CHECKPOINTS =
      List.of(
          Map.entry("checkpointingInterval", "10000"),
          Map.entry(MIN_PAUSE, Long.toString(MIN_PAUSE_MS)),
          Map.entry("checkpointTimeoutMillis", "600000"),
          Map.entry("externalizedCheckpointsEnabled", "true"),
          Map.entry("retainExternalizedCheckpointsOnCancellation", "true"));

  private FlinkArguments() {}

  /** Adds the default of each option that the user does not give. */
  public static List<String> withDefaults(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    boolean batch = arguments.contains(BATCH);
    if (!has("streaming", arguments)) {
      // A run over files is a streaming job that ends, so it has the same state as any other. Only
      // a
      // backfill is a batch job.
      all.add("--streaming=" + !batch);
    }
    for (Map.Entry<String, String> option : batch ? DEFAULTS : defaults(delivery(arguments))) {
      if (!has(option.getKey(), arguments)) {
        all.add("--" + option.getKey() + "=" + option.getValue());
      }
    }
    // With checkpoints, the runner keeps a source open for ever, even after its end. A bounded
    // input must end; an unbounded input must not.
    if (!batch
        && arguments.contains("--source=files")
        && !has("shutdownSourcesAfterIdleMs", arguments)) {
      all.add("--shutdownSourcesAfterIdleMs=0");
    }
    return all;
  }

  /** As {@link #withDefaults}, but without a default parallelism, so that the cluster's applies. */
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
        // A drain also writes the dead letters that wait for a checkpoint.
        defaults.add(Map.entry("enableStableInputDrain", "true"));
      }
      case AT_LEAST_ONCE -> {
        defaults.addAll(CHECKPOINTS);
        // Barriers are not aligned, so no input waits for another.
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
   * Refuses options with which a job could lose events.
   *
   * @throws IllegalArgumentException if there is such an option
   */
  public static void requireSafe(List<String> arguments) {
    if (delivery(arguments) == Delivery.AT_MOST_ONCE && has("checkpointingInterval", arguments)) {
      throw new IllegalArgumentException(
          "--checkpointingInterval does not go with --delivery=at-most-once, which has no"
              + " checkpoints; leave one of them out.");
    }
    String option = "--" + MIN_PAUSE + "=";
    for (String argument : arguments) {
      // Beam refuses a value that is not a number.
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
