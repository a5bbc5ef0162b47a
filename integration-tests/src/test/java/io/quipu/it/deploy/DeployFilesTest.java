package io.quipu.it.deploy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.pipeline.CountingOptions;
import io.quipu.runners.flink.EmbeddedFlinkOptions;
import io.quipu.runners.flink.FlinkConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The manifest, the image and the units fit the jar, its options and Flink's configuration. */
class DeployFilesTest {

  @Test
  void theManifestStartsTheJarsMainClassByItsName() throws IOException {
    JsonNode job = manifest().path("spec").path("job");
    assertThat(job.path("entryClass").asText(), equalTo(mainClass()));
    String jar = job.path("jarURI").asText().replaceFirst("local://", "");
    assertThat(
        Files.readString(DeployFiles.file("Dockerfile")),
        containsString("target/" + DeployFiles.jar().getFileName() + " " + jar));
    assertThat(job.path("args").path(0).asText(), equalTo("statistic"));
  }

  @Test
  void theManifestGivesFlinkAllThatJobsNeed() throws IOException {
    JsonNode given = manifest().path("spec").path("flinkConfiguration");
    Map<String, String> different = new TreeMap<>();
    FlinkConfiguration.settings()
        .forEach(
            (name, value) -> {
              if (!given.path(name).asText().equals(value)) {
                different.put(name, value);
              }
            });
    assertThat(different, equalTo(Map.of()));
    assertThat(
        given.path("env.java.opts.all").asText(),
        containsString("--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED"));
  }

  @Test
  void allOptionsOfTheManifestAndTheUnitAreOptions() throws IOException {
    List<String> given = new ArrayList<>();
    manifest().path("spec").path("job").path("args").forEach(one -> given.add(one.asText()));
    given.remove(0);
    for (String line : Files.readAllLines(DeployFiles.file("systemd/statistic.conf"))) {
      if (line.startsWith("QUIPU_OPTIONS=")) {
        given.addAll(List.of(line.replaceFirst("QUIPU_OPTIONS=", "").split(" ")));
      }
    }
    List<String> known = new ArrayList<>(options(CountingOptions.class));
    known.addAll(options(EmbeddedFlinkOptions.class));
    known.add("--statename");
    List<String> unknown =
        given.stream()
            .map(option -> option.replaceFirst("=.*", "").toLowerCase(Locale.ROOT))
            .filter(option -> !known.contains(option))
            .toList();
    assertThat(given.size(), not(equalTo(0)));
    assertThat(unknown, empty());
  }

  @Test
  void theUnitRunsTheCommandAndLetsItGoOn() throws IOException {
    List<String> unit = Files.readAllLines(DeployFiles.file("systemd/quipu@.service"));
    assertThat(
        unit,
        hasItem(startsWith("ExecStart=/opt/quipu/quipu run %i --stateFolder=/var/lib/quipu/%i ")));
    assertThat(unit, hasItem("StateDirectory=quipu/%i"));
    // 2 is the command's exit code for a wrong call.
    assertThat(unit, hasItem("RestartPreventExitStatus=2"));
  }

  @Test
  void theJarHasNothingThatAClusterHas() throws IOException {
    try (JarFile jar = new JarFile(DeployFiles.jar().toFile())) {
      for (String theirs :
          List.of(
              "org/apache/flink/core/fs/FileSystem.class",
              "org/apache/flink/streaming/api/environment/StreamExecutionEnvironment.class",
              "org/rocksdb/RocksDB.class",
              "org/slf4j/Logger.class",
              "ch/qos/logback/classic/Logger.class")) {
        assertThat(theirs, jar.getEntry(theirs) == null, equalTo(true));
      }
    }
  }

  private static List<String> options(Class<?> options) {
    return Arrays.stream(options.getDeclaredMethods())
        .map(method -> method.getName().toLowerCase(Locale.ROOT).replaceFirst("^get", "--"))
        .toList();
  }

  private static JsonNode manifest() throws IOException {
    Object yaml = new Yaml().load(Files.readString(DeployFiles.file("flink-deployment.yaml")));
    return new ObjectMapper().valueToTree(yaml);
  }

  private static String mainClass() throws IOException {
    try (JarFile jar = new JarFile(DeployFiles.jar().toFile())) {
      return String.valueOf(jar.getManifest().getMainAttributes().getValue("Main-Class"));
    }
  }
}
