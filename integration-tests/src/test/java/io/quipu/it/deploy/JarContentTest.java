package io.quipu.it.deploy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;

import io.quipu.model.text.EmailAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the jar for Flink clusters has all classes that a job needs, and none of servers,
 * tools and Flink itself.
 */
class JarContentTest {
  private static final String SERVICES = "META-INF/services/";

  @SuppressWarnings("NullAway.Init")
  private static JarFile jar;

  private static final Set<String> NAMES = new HashSet<>();

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile(DeployFiles.jar().toFile());
    jar.stream().map(JarEntry::getName).forEach(NAMES::add);
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void isSmallerThanAHundredMegabytes() throws IOException {
    assertThat(Files.size(DeployFiles.jar()), lessThan(100_000_000L));
    assertThat(NAMES, hasItem("io/quipu/runners/flink/cluster/FlinkJob.class"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // web servers, the command and its tools
        "org/eclipse/jetty/",
        "jakarta/servlet/",
        "io/quipu/server/",
        "io/quipu/cli/",
        "io/quipu/localstack/",
        "io/quipu/runners/direct/",
        "io/quipu/benchmarks/",
        "picocli/",
        "io/micrometer/",
        "org/apache/beam/runners/direct/",
        // what each cluster has
        "org/apache/flink/",
        "org/rocksdb/",
        "org/slf4j/",
        "ch/qos/logback/",
        // clients that no job uses
        "io/grpc/",
        "com/google/cloud/",
        "org/conscrypt/",
        "META-INF/native/liborg_apache_beam_",
        "kotlin/",
        "com/datastax/driver/"
      })
  void hasNoFilesOf(String others) {
    assertThat(NAMES.stream().filter(name -> name.startsWith(others)).toList(), empty());
  }

  @Test
  void hasOurLicenseAndNoticeAndNoOthers() throws IOException {
    List<String> papers =
        NAMES.stream()
            .filter(name -> name.matches("(?i)(.*/)?(LICENSE|NOTICE)([.-][^/]*)?"))
            .sorted()
            .toList();
    assertThat(papers, equalTo(List.of("META-INF/LICENSE", "META-INF/NOTICE")));
    for (String paper : papers) {
      String ours = paper.replace("META-INF/", "");
      assertThat(text(paper), equalTo(Files.readString(DeployFiles.ofProject(ours))));
    }
  }

  /** Java's ServiceLoader fails at the first missing class. */
  @Test
  void hasEachClassThatAServiceFileNames() throws IOException {
    List<String> named = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String file : NAMES) {
      if (!file.startsWith(SERVICES) || file.endsWith("/")) {
        continue;
      }
      for (String line : text(file).lines().toList()) {
        String provider = line.replaceFirst("#.*", "").strip();
        if (!provider.isEmpty()) {
          named.add(provider);
          if (!NAMES.contains(provider.replace('.', '/') + ".class")) {
            missing.add(file + " names " + provider);
          }
        }
      }
    }
    assertThat(named, hasItem("org.apache.beam.runners.flink.FlinkRunnerRegistrar$Runner"));
    assertThat(missing, empty());
  }

  /** The jar has only a part of ICU's data; jobs use ICU only for this. */
  @ParameterizedTest
  @CsvSource({
    "Ana@BÜCHER.example, ana@bücher.example",
    "ana@xn--bcher-kva.example, ana@bücher.example",
    "ana@ＥＸＡＭＰＬＥ。com, ana@example.com",
    "ana@xn--4dbcagdahymbxekheh6e0a7fei0b.example, ana@למההםפשוטלאמדבריםעברית.example",
    "a\u030Ana@example.com, åna@example.com",
    "\u3000ana@example.com\u00A0, ana@example.com"
  })
  void spellsEmailAddresses(String given, String spelling) throws Exception {
    URL[] alone = {DeployFiles.jar().toUri().toURL()};
    try (URLClassLoader classes = new URLClassLoader(alone, ClassLoader.getPlatformClassLoader())) {
      Object spelled =
          classes
              .loadClass(EmailAddress.class.getName())
              .getMethod("normalize", String.class)
              .invoke(null, given);
      assertThat(spelled, equalTo(spelling));
    }
  }

  @Test
  void hasEachNameOnce() {
    assertThat(jar.stream().toList(), hasSize(NAMES.size()));
  }

  private static String text(String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
