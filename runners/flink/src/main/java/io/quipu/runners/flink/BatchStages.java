package io.quipu.runners.flink;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stages of a batch on Flink. Flink runs some of the pipeline's steps as one stage.
 *
 * @param done how many stages have ended
 * @param all how many stages there are
 * @param running a text for each stage that has input
 */
record BatchStages(int done, int all, List<String> running) {
  /**
   * The name of a step in the name of a stage, such as {@code (FlatMap at Parse/Parse records)}.
   */
  private static final Pattern STEP = Pattern.compile("\\([A-Za-z]+ at ([A-Za-z]+)[/)]");

  BatchStages {
    running = List.copyOf(running);
  }

  /**
   * Reads Flink's description.
   *
   * @param vertices the array of vertices in the answer to {@code /jobs/ID}
   */
  static BatchStages of(JsonNode vertices) {
    int done = 0;
    List<String> running = new ArrayList<>();
    for (JsonNode vertex : vertices) {
      String status = vertex.path("status").asText();
      if (status.equals("FINISHED")) {
        done++;
      } else if (status.equals("RUNNING")) {
        JsonNode metrics = vertex.path("metrics");
        long records =
            Math.max(metrics.path("read-records").asLong(), metrics.path("write-records").asLong());
        // Flink starts a stage before its input comes.
        if (records > 0) {
          running.add(
              "%s (%s elements)"
                  .formatted(
                      String.join(", ", steps(vertex.path("name").asText())),
                      String.format(Locale.ROOT, "%,d", records)));
        }
      }
    }
    return new BatchStages(done, vertices.size(), running);
  }

  /** The names of the pipeline's steps in a stage, each once. */
  static Set<String> steps(String name) {
    Set<String> steps = new LinkedHashSet<>();
    Matcher step = STEP.matcher(name);
    while (step.find()) {
      // Beam's translation of a GroupByKey has no name of the pipeline.
      if (!step.group(1).equals("translateNode") && !step.group(1).equals("Impulse")) {
        steps.add(step.group(1));
      }
    }
    return steps.isEmpty() ? Set.of("grouping") : steps;
  }

  /** One line. */
  String text() {
    return "%d of %d stages are done".formatted(done, all)
        + (running.isEmpty() ? "" : "; now " + String.join(", ", running));
  }
}
