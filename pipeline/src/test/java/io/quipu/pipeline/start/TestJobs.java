package io.quipu.pipeline.start;

import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.RunnerTraits;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.testing.TestKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.kafka.clients.admin.Admin;

/** Jobs with a small catalog in a folder, which are prepared without a Cassandra. */
final class TestJobs {
  private final Path folder;
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  private TestJobs(Path folder) {
    this.folder = folder;
  }

  /** Writes the catalog, and a file with one event. */
  static TestJobs in(Path folder) throws IOException {
    writeCatalog(folder);
    Files.writeString(folder.resolve("events.jsonl"), "{}\n");
    return new TestJobs(folder);
  }

  /** Writes the catalog alone. */
  static void writeCatalog(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("catalog.yaml"),
        """
        version: 1
        event: {company: c, customer: u, type: t, time: {field: at, unit: millis}}
        statistics: {open: {events: open}}
        """);
  }

  /** A job that is prepared without a Cassandra. */
  record Job(List<String> arguments, Consumer<String> progress) {
    JobSpec spec() {
      return JobSpec.parse(JobArguments.parse(arguments, List.of()));
    }

    Pipeline pipeline() throws Exception {
      return pipeline(RunnerTraits.PLAIN);
    }

    Pipeline pipeline(RunnerTraits traits) throws Exception {
      PreparedJob job =
          new JobPreparation(spec(), MemoryHistory::new, progress).prepare(JobLife.WITHOUT_STATE);
      return CountingPipeline.of(job, traits).create();
    }
  }

  /** The lines that the jobs reported so far. */
  Queue<String> told() {
    return told;
  }

  /** A job that reads from a Kafka that does not exist, unless the options name another. */
  Job kafka(String... options) {
    return job(
        Map.of(
            "bootstrap-servers", "127.0.0.1:1", "startup-timeout", "1s", "input", "clicks,opens"),
        options);
  }

  /** A job that reads a topic of the tests' Kafka. */
  Job kafka(TestKafka kafka, String topic, String group, String option) {
    return kafka(
        "--bootstrap-servers=" + kafka.bootstrapServers(),
        "--kafka-properties=" + kafka.propertiesFile(),
        "--startup-timeout=1m",
        "--input=" + topic,
        "--consumer-group=" + group,
        option);
  }

  /** A job that reads the files of the folder. */
  Job files(String... options) {
    return job(Map.of("source", "files", "input", folder + "/*.jsonl"), options);
  }

  static List<String> topicsOf(TestKafka kafka) throws Exception {
    try (Admin admin = kafka.admin()) {
      return List.copyOf(admin.listTopics().names().get());
    }
  }

  private Job job(Map<String, String> defaults, String... options) {
    Map<String, String> all = new LinkedHashMap<>(defaults);
    all.put("catalog", folder.resolve("catalog.yaml").toString());
    for (String option : options) {
      String[] parts = option.substring(2).split("=", 2);
      all.put(parts[0], parts[1]);
    }
    List<String> arguments = new ArrayList<>();
    all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return new Job(arguments, told::add);
  }
}
