package io.quipu.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import io.quipu.testing.CassandraNode;
import io.quipu.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.apache.beam.sdk.util.construction.PTransformTranslation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the templates that are written for Dataflow. No test runs on Dataflow; these show that the
 * steps, the coders and the functions are those that Dataflow can run.
 */
class TemplateTest {
  private static final String CATALOG =
      """
      version: 1
      event:
        company: company_id
        customer: customer_id
        type: type
        time: {field: t, unit: millis}
        id: id
      lookups:
        pages: {file: pages.csv, key: {page: page}}
      statistics:
        view:
          events: [view]
          dimensions:
            page: page
            section: {lookup: pages.section}
      """;

  /** The kinds of steps that Dataflow's batch has. {@code Bucket} assigns windows. */
  private static final Set<String> BATCH_KINDS =
      Set.of(
          "ParallelRead",
          "ParallelDo",
          "Bucket",
          "GroupByKey",
          "CombineValues",
          "Flatten",
          "CollectionToSingleton");

  private final Path folder;
  private final String keyspace = TestKafka.newName("dataflow").replace('-', '_');

  TemplateTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    Files.writeString(folder.resolve("catalog.yaml"), CATALOG);
    Files.writeString(folder.resolve("pages.csv"), "page,section\n/a,sports\n");
    Files.writeString(
        folder.resolve("events.jsonl"),
        "{\"company_id\":\"c\",\"customer_id\":\"u\",\"type\":\"view\",\"t\":1,\"id\":\"1\"}\n");
  }

  @Test
  void aBackfillHasOnlyStepsOfBatch() throws Exception {
    JsonNode job = template("--batch=true", "--source=files", "--input=" + uri("*.jsonl"));

    assertThat(job.path("type").asText(), equalTo("JOB_TYPE_BATCH"));
    assertThat(
        stages(job),
        containsInAnyOrder(
            "Read",
            "Parse",
            "Hydrate",
            "CheckUniqueness",
            "FanOut",
            "SumIncrements",
            "TotalsInBatch",
            "WriteCounts",
            "DeadLetters",
            "WriteDeadLetters",
            "NoteLetters",
            "NoteRunEnd"));
    assertThat(
        steps(job).stream().map(step -> step.path("kind").asText()).toList(),
        everyItem(in(BATCH_KINDS)));
    assertThat(steps(job).stream().filter(TemplateTest::hasState).toList(), empty());
    // Beam's own lifting combines before the shuffle.
    assertThat(
        steps(job).stream()
            .filter(step -> step.path("kind").asText().equals("CombineValues"))
            .map(TemplateTest::stage)
            .toList(),
        hasItem("SumIncrements"));
    for (RunnerApi.ParDoPayload function : functions()) {
      assertThat(function.getStateSpecsMap().keySet(), empty());
      assertThat(function.getTimerFamilySpecsMap().keySet(), empty());
      assertThat(function.getRequiresStableInput(), equalTo(false));
      assertThat(function.getRequiresTimeSortedInput(), equalTo(false));
    }
    assertThat(
        worker(),
        hasItems(
            "coder io.quipu.transforms.coders.EventBatchCoder",
            "coder io.quipu.transforms.coders.CountRowCoder",
            "function io.quipu.io.cassandra.WriteRows",
            "function io.quipu.transforms.hydrate.HydrateFn"));
  }

  @Test
  void aLiveJobKeepsStateWhereItsStagesNeedIt() throws Exception {
    String topic = TestKafka.get().newTopic("dataflow", 2);
    JsonNode job =
        template(
            "--input=" + topic,
            "--bootstrap-servers=" + TestKafka.get().bootstrapServers(),
            "--kafka-properties=" + TestKafka.get().propertiesFile().toUri());

    assertThat(job.path("type").asText(), equalTo("JOB_TYPE_STREAMING"));
    Set<String> withState = new LinkedHashSet<>();
    steps(job).stream().filter(TemplateTest::hasState).forEach(step -> withState.add(stage(step)));
    assertThat(withState, hasItems("CheckUniqueness", "CombineInFixedWindows", "AccumulateTotals"));
    assertThat(job.toString(), not(containsString(TestKafka.PASSWORD)));
    assertThat(worker(), hasItem("function io.quipu.transforms.totals.AccumulateTotalsFn"));
  }

  private JsonNode template(String... more) throws Exception {
    Path template = folder.resolve("template.json");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--runner=dataflow",
                "--job=STATISTIC",
                "--catalog=" + uri("catalog.yaml"),
                "--dead-letters=files:" + uri("dead-letters"),
                "--cassandra=" + CassandraNode.shared().contactPoint(),
                "--keyspace=" + keyspace,
                "--project=some-project",
                "--region=europe-west1",
                "--gcpTempLocation=gs://bucket/temp",
                "--stagingLocation=gs://bucket/staging",
                "--templateLocation=" + template,
                // One small file in place of the class path, whose hash takes half a minute.
                "--filesToStage=" + folder.resolve("catalog.yaml"),
                "--pathValidatorClass=" + NoopPathValidator.class.getName(),
                "--credentialFactoryClass=" + NoopCredentialFactory.class.getName(),
                "--stagerClass=" + FakeStager.class.getName()));
    arguments.addAll(List.of(more));
    try (RunningJob job = new JobLauncher(line -> {}).start(arguments)) {
      assertThat(job.template().orElseThrow(), containsString(template.toString()));
    }
    return new ObjectMapper().readTree(template.toFile());
  }

  private String uri(String name) {
    return "file://" + folder.resolve(name);
  }

  private static List<JsonNode> steps(JsonNode job) {
    return StreamSupport.stream(job.path("steps").spliterator(), false).toList();
  }

  /** The stage of the pipeline that a step is of. */
  private static String stage(JsonNode step) {
    String name = step.path("properties").path("user_name").path("value").asText();
    int end = name.indexOf('/');
    return end < 0 ? name : name.substring(0, end);
  }

  private static Set<String> stages(JsonNode job) {
    Set<String> stages = new LinkedHashSet<>();
    steps(job).forEach(step -> stages.add(stage(step)));
    return stages;
  }

  private static boolean hasState(JsonNode step) {
    return !step.path("properties").path("uses_keyed_state").isMissingNode();
  }

  private static List<RunnerApi.ParDoPayload> functions() throws Exception {
    List<RunnerApi.ParDoPayload> functions = new ArrayList<>();
    for (RunnerApi.PTransform transform :
        RunnerApi.Pipeline.parseFrom(FakeStager.last())
            .getComponents()
            .getTransformsMap()
            .values()) {
      if (transform.getSpec().getUrn().equals(PTransformTranslation.PAR_DO_TRANSFORM_URN)) {
        functions.add(RunnerApi.ParDoPayload.parseFrom(transform.getSpec().getPayload()));
      }
    }
    return functions;
  }

  /** Runs {@link FreshWorker}, and returns what it could make. */
  private List<String> worker() throws Exception {
    Path pipeline = Files.write(folder.resolve("pipeline.pb"), FakeStager.last());
    Path output = folder.resolve("worker.txt");
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FreshWorker.class.getName(),
                pipeline.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = worker.waitFor();
    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(printed, exit, equalTo(0));
    return printed.lines().toList();
  }
}
