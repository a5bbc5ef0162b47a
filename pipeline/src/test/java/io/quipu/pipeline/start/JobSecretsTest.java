package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.RunnerTraits;
import io.quipu.pipeline.options.CountingOptions;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.pipeline.options.JobKind;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.testing.TestKafka;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A job's transforms are sent to a cluster and kept in its checkpoints, so they must hold no
 * secret.
 */
class JobSecretsTest {
  private static final String PASSWORD = "four blue knots";
  private static final String STORE_PASSWORD = "nine green knots";

  private final Path folder;

  JobSecretsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @EnumSource
  void noPasswordTravelsInAJob(JobKind kind) throws Exception {
    TestKafka kafka = TestKafka.get();
    CountingOptions options =
        JobArguments.parse(
            List.of(
                "--job=" + kind,
                "--catalog=" + catalog(),
                "--bootstrap-servers=" + kafka.bootstrapServers(),
                "--kafka-properties=" + kafka.propertiesFile(),
                "--cassandra-properties=" + cassandraProperties(),
                "--input=" + kafka.newTopic("clicks", 1),
                "--startup-timeout=1m"),
            List.of());
    FileSystems.setDefaultPipelineOptions(options);
    PreparedJob job =
        new JobPreparation(JobSpec.parse(options), MemoryHistory::new, line -> {})
            .prepare(JobLife.WITHOUT_STATE);
    Pipeline pipeline = CountingPipeline.of(job, RunnerTraits.PLAIN).create();

    List<String> serialized = transformsOf(pipeline);
    // The search covers the place where the settings are.
    assertThat(has(serialized, cassandraFile().toString()), equalTo(true));
    assertThat(has(serialized, kafka.propertiesFile().toString()), equalTo(true));
    serialized.add(options.toString());
    for (String secret : List.of(PASSWORD, STORE_PASSWORD, TestKafka.PASSWORD)) {
      assertThat(secret, has(serialized, secret), equalTo(false));
    }
  }

  private static boolean has(List<String> serialized, String part) {
    return serialized.stream().anyMatch(bytes -> bytes.contains(part));
  }

  /** The serialized bytes of every transform, and the text that a runner can print of it. */
  private static List<String> transformsOf(Pipeline pipeline) {
    List<String> serialized = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            serialized.add(bytes(node.getTransform()));
            serialized.add(String.valueOf(node.getTransform()));
          }
        });
    return serialized;
  }

  private static String bytes(Object transform) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(transform);
    } catch (IOException e) {
      throw new AssertionError(transform + " does not serialize", e);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private Path catalog() throws IOException {
    return Files.writeString(
        folder.resolve("catalog.yaml"),
        """
        version: 1
        event: {company: c, customer: u, type: t, time: {field: at, unit: millis}}
        lookups:
          plans: {cassandra: reference.plans, key: {plan: plan}, missing: dead-letter}
        statistics: {open: {events: open, dimensions: {plan: {lookup: plans.name}}}}
        """);
  }

  private Path cassandraFile() {
    return folder.resolve("cassandra.properties");
  }

  private Path cassandraProperties() throws Exception {
    Path store = folder.resolve("trust.p12");
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    try (OutputStream out = Files.newOutputStream(store)) {
      empty.store(out, STORE_PASSWORD.toCharArray());
    }
    return Files.writeString(
        cassandraFile(),
        """
        user = keeper
        password = %s
        trust-store = %s
        trust-store-password = %s
        """
            .formatted(PASSWORD, store, STORE_PASSWORD));
  }
}
