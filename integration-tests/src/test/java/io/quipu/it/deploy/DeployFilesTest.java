package io.quipu.it.deploy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.cli.audit.AuditCommand;
import io.quipu.pipeline.options.CountingOptions;
import io.quipu.pipeline.options.JobArguments;
import io.quipu.runners.flink.FlinkConfiguration;
import io.quipu.runners.flink.cluster.FlinkJobOptions;
import io.quipu.runners.flink.embedded.EmbeddedFlinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/**
 * Tests that the manifest, the image and the units fit the jar, its options and Flink's
 * configuration.
 */
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
  void theJobReadsTheManifestsArguments() throws IOException {
    List<String> given = new ArrayList<>();
    manifest().path("spec").path("job").path("args").forEach(one -> given.add(one.asText()));
    given.remove("statistic");
    CountingOptions options =
        JobArguments.parse(given, List.of(FlinkJobOptions.class, EmbeddedFlinkOptions.class));
    assertThat(options.getCatalog(), equalTo("/etc/quipu/catalog/catalog.yaml"));
    assertThat(options.as(FlinkJobOptions.class).getStateName(), equalTo("1"));
  }

  @Test
  void theCommandReadsTheUnitsOptions() throws IOException {
    List<String> given =
        Files.readAllLines(DeployFiles.file("systemd/statistic.conf")).stream()
            .filter(line -> line.startsWith("QUIPU_OPTIONS="))
            .flatMap(line -> Arrays.stream(line.replaceFirst("QUIPU_OPTIONS=", "").split(" ")))
            .toList();
    CountingOptions options = JobArguments.parse(given, List.of(EmbeddedFlinkOptions.class));
    assertThat(options.getCatalog(), equalTo("/etc/quipu/catalog.yaml"));
    assertThat(options.as(EmbeddedFlinkOptions.class).getMetricsPort(), equalTo(9249));
  }

  /** Java chooses the encoding of names at its start, by the locale. */
  @Test
  void namesAreUtf8WhereverTheJobRuns() throws IOException {
    assertThat(
        Files.readAllLines(DeployFiles.file("Dockerfile")),
        hasItem("ENV LANG=C.UTF-8 LC_ALL=C.UTF-8"));
    assertThat(
        Files.readAllLines(DeployFiles.file("systemd/quipu@.service")),
        hasItem("Environment=LANG=C.UTF-8"));
    JsonNode spec = manifest().path("spec");
    assertThat(
        spec.at("/podTemplate/spec/containers/0/env").toString(),
        equalTo("[{\"name\":\"LC_ALL\",\"value\":\"C.UTF-8\"}]"));
    assertThat(
        spec.at("/flinkConfiguration/env.java.opts.all").asText(),
        startsWith("-Dfile.encoding=UTF-8 "));
  }

  @Test
  void theUnitRunsTheCommandAndKeepsItsState() throws IOException {
    List<String> unit = Files.readAllLines(DeployFiles.file("systemd/quipu@.service"));
    assertThat(
        unit,
        hasItem(startsWith("ExecStart=/opt/quipu/quipu run %i --state-folder=/var/lib/quipu/%i ")));
    assertThat(unit, hasItem("StateDirectory=quipu/%i"));
    // 2 is the command's exit code for wrong arguments.
    assertThat(unit, hasItem("RestartPreventExitStatus=2"));
    // systemd gives up a job that fails ten times within 15 minutes.
    assertThat(unit, hasItem("StartLimitIntervalSec=15min"));
    assertThat(unit, hasItem("StartLimitBurst=10"));
    // The command tells systemd by systemd-notify, a process of its own.
    assertThat(unit, hasItem("Type=notify"));
    assertThat(unit, hasItem("NotifyAccess=all"));
    // Longer than the ten seconds between two messages, and than the start waits for servers.
    assertThat(unit, hasItem("WatchdogSec=15min"));
    assertThat(unit, hasItem("TimeoutStartSec=15min"));
  }

  @Test
  void theUnitOfTheAuditTakesTheOptionsOfTheJob() throws IOException {
    List<String> unit = Files.readAllLines(DeployFiles.file("systemd/quipu-audit.service"));
    assertThat(unit, hasItem("EnvironmentFile=/etc/quipu/statistic.conf"));
    String start =
        unit.stream().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow();
    List<String> arguments = List.of(start.replaceFirst("ExecStart=\\S+ ", "").split(" "));
    AuditCommand audit = new AuditCommand();
    new CommandLine(audit)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.subList(1, arguments.size()).toArray(new String[0]));
    assertThat(arguments.get(0), equalTo("audit"));
    assertThat(arguments, hasItem("$QUIPU_OPTIONS"));
    assertThat(unit, hasItem("RestartPreventExitStatus=2"));
    assertThat(unit, hasItem("Nice=19"));
  }

  @Test
  void theBundleHasTheFilesThatTheUnitNames() throws IOException {
    String bundle = Files.readString(DeployFiles.ofProject("cli/src/assembly/bundle.xml"));
    List<String> named =
        Pattern.compile("/opt/quipu/(\\S+)")
            .matcher(Files.readString(DeployFiles.file("systemd/quipu@.service")))
            .results()
            .map(path -> path.group(1))
            .toList();
    assertThat(named, equalTo(List.of("docs/operations/README.md", "quipu")));
    for (String path : named) {
      assertThat(path, Files.exists(DeployFiles.ofProject(path)), equalTo(true));
      assertThat(bundle, containsString(">../" + path.replaceFirst("/.*", "") + "<"));
    }
    assertThat(bundle, containsString("deploy/systemd</directory>"));
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
