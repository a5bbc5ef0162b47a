package io.quipu.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests the dependencies between modules. Model depends on no module, store and transforms on
 * model, io on both, pipeline on io, runners on pipeline, server on store, the command on runners
 * and server, the simulation on store and transforms, and the audit on pipeline. Only store uses
 * Cassandra's driver; the server and the modules below it do not use Beam; each runner is used in
 * its own module only.
 */
@AnalyzeClasses(packages = "io.quipu", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArrowsTest {
  private static final String OURS = "io.quipu..";
  private static final String MODEL = "io.quipu.model..";
  private static final String STORE = "io.quipu.store..";
  private static final String TRANSFORMS = "io.quipu.transforms..";
  private static final String IO = "io.quipu.io..";
  private static final String PIPELINE = "io.quipu.pipeline..";
  private static final String RUNNERS = "io.quipu.runners..";
  private static final String SPI = "io.quipu.runners.spi..";
  private static final String DIRECT = "io.quipu.runners.direct..";
  private static final String FLINK = "io.quipu.runners.flink..";
  private static final String SERVER = "io.quipu.server..";
  private static final String LOCAL_STACK = "io.quipu.localstack..";
  private static final String TESTING = "io.quipu.testing..";
  private static final String SIMULATION = "io.quipu.simulation..";
  private static final String AUDIT = "io.quipu.audit..";
  private static final String CLI = "io.quipu.cli..";
  private static final String BENCHMARKS = "io.quipu.benchmarks..";

  private static final String[] PORTABLE = {MODEL, STORE, TRANSFORMS, IO, PIPELINE};
  private static final List<String> PORTABLE_FOLDERS =
      List.of("model", "store", "transforms", "io", "pipeline");

  @ArchTest static final ArchRule modelStandsAlone = dependsOnlyOn(MODEL);

  @ArchTest static final ArchRule storeNeedsModel = dependsOnlyOn(STORE, MODEL);

  @ArchTest static final ArchRule transformsNeedModel = dependsOnlyOn(TRANSFORMS, MODEL);

  @ArchTest static final ArchRule ioBindsPorts = dependsOnlyOn(IO, STORE, TRANSFORMS, MODEL);

  @ArchTest
  static final ArchRule pipelineNeedsStages = dependsOnlyOn(PIPELINE, IO, STORE, TRANSFORMS, MODEL);

  @ArchTest
  static final ArchRule spiNeedsPipeline =
      dependsOnlyOn(SPI, PIPELINE, IO, STORE, TRANSFORMS, MODEL);

  @ArchTest
  static final ArchRule directKnowsNoOtherRunner =
      dependsOnlyOn(DIRECT, SPI, PIPELINE, IO, STORE, TRANSFORMS, MODEL);

  @ArchTest
  static final ArchRule flinkKnowsNoOtherRunner =
      dependsOnlyOn(FLINK, SPI, PIPELINE, IO, STORE, TRANSFORMS, MODEL);

  @ArchTest
  static final ArchRule auditKnowsNoRunner =
      dependsOnlyOn(AUDIT, PIPELINE, IO, STORE, TRANSFORMS, MODEL);

  @ArchTest
  static final ArchRule auditUsesNoStageAfterTheParser =
      noClasses()
          .that(resideInAPackage(AUDIT))
          .should()
          .dependOnClassesThat(
              resideInAPackage(TRANSFORMS)
                  .and(
                      resideOutsideOfPackages(
                          "io.quipu.transforms.parse..", "io.quipu.transforms.hydrate..")));

  @ArchTest static final ArchRule serverNeedsStore = dependsOnlyOn(SERVER, STORE, MODEL);

  @ArchTest static final ArchRule localStackStandsAlone = dependsOnlyOn(LOCAL_STACK);

  @ArchTest
  static final ArchRule simulationKnowsNoRunner =
      dependsOnlyOn(SIMULATION, STORE, TRANSFORMS, MODEL);

  @ArchTest
  static final ArchRule onlyTheCommandNeedsSimulation =
      noClasses()
          .that(resideOutsideOfPackages(SIMULATION, CLI))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SIMULATION);

  @ArchTest
  static final ArchRule nothingNeedsTheCommand =
      noClasses()
          .that(resideOutsideOfPackages(CLI, BENCHMARKS))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLI);

  @ArchTest
  static final ArchRule nothingNeedsBenchmarksOrTests =
      noClasses()
          .that(resideOutsideOfPackages(BENCHMARKS, TESTING))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BENCHMARKS, TESTING);

  @ArchTest
  static final ArchRule everyClassIsOfAModule =
      classes()
          .that()
          .resideInAPackage(OURS)
          .should()
          .resideInAnyPackage(
              MODEL,
              STORE,
              TRANSFORMS,
              IO,
              PIPELINE,
              RUNNERS,
              SERVER,
              LOCAL_STACK,
              TESTING,
              SIMULATION,
              AUDIT,
              CLI,
              BENCHMARKS);

  @ArchTest
  static final ArchRule whatIsToldKnowsNoBeam =
      noClasses()
          .that(resideInAnyPackage(MODEL, STORE, SERVER, LOCAL_STACK, CLI))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.apache.beam..")
                  // The help lists the options of a job, which are declared by Beam's annotations.
                  .and(resideOutsideOfPackages("org.apache.beam.sdk.options..")));

  @ArchTest
  static final ArchRule onlyItsRunnerKnowsFlink =
      noClasses()
          .that(resideOutsideOfPackages(FLINK, BENCHMARKS))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.beam.runners.flink..");

  @ArchTest
  static final ArchRule noRunnerBelowTheRunners =
      noClasses()
          .that(resideInAnyPackage(PORTABLE))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.beam.runners..");

  @ArchTest
  static final ArchRule onlyStoreKnowsTheDriver =
      noClasses()
          .that(
              resideInAnyPackage(MODEL, TRANSFORMS, IO, PIPELINE, RUNNERS, SERVER, SIMULATION, CLI))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.datastax..");

  @ArchTest
  static final ArchRule noWebServerWhereJobsRun =
      noClasses()
          .that(resideInAnyPackage(PORTABLE))
          .or(resideInAnyPackage(RUNNERS))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.jetty..");

  /** Portable code checks a property of its runner, never for a certain runner. */
  @Test
  void portableCodeNamesNoRunner() throws IOException {
    List<Path> naming = new ArrayList<>();
    int read = 0;
    for (String folder : PORTABLE_FOLDERS) {
      Path sources = Path.of(System.getProperty("quipu.home"), folder, "src", "main", "java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          read++;
          if (Files.readString(file).toLowerCase(Locale.ROOT).contains("flink")) {
            naming.add(file);
          }
        }
      }
    }
    assertThat(read, greaterThan(150));
    assertThat(naming, empty());
  }

  private static ArchRule dependsOnlyOn(String module, String... others) {
    List<String> allowed = new ArrayList<>(List.of(others));
    allowed.add(module);
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(OURS).and(resideOutsideOfPackages(allowed.toArray(new String[0]))));
  }
}
