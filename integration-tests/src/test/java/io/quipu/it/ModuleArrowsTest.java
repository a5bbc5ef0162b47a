package io.quipu.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/**
 * A module depends only on those before it: model, transforms, pipeline, runners; query on model;
 * local-stack on none; the command on all, and benchmarks on it too. Nothing but the stages knows
 * Beam, and nothing but its runner Flink; what measures them may know both.
 */
@AnalyzeClasses(packages = "io.quipu", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArrowsTest {
  private static final String OURS = "io.quipu..";
  private static final String MODEL = "io.quipu.model..";
  private static final String TRANSFORMS = "io.quipu.transforms..";
  private static final String PIPELINE = "io.quipu.pipeline..";
  private static final String RUNNERS = "io.quipu.runners..";
  private static final String DIRECT = "io.quipu.runners.direct..";
  private static final String FLINK = "io.quipu.runners.flink..";
  private static final String QUERY = "io.quipu.query..";
  private static final String LOCAL_STACK = "io.quipu.localstack..";
  private static final String CLI = "io.quipu.cli..";
  private static final String BENCHMARKS = "io.quipu.benchmarks..";

  @ArchTest static final ArchRule modelStandsAlone = dependsOnlyOn(MODEL);

  @ArchTest static final ArchRule transformsNeedModel = dependsOnlyOn(TRANSFORMS, MODEL);

  @ArchTest static final ArchRule pipelineNeedsStages = dependsOnlyOn(PIPELINE, TRANSFORMS, MODEL);

  @ArchTest static final ArchRule directNeedsPipeline = dependsOnlyOn(DIRECT, PIPELINE);

  @ArchTest static final ArchRule flinkNeedsPipeline = dependsOnlyOn(FLINK, PIPELINE);

  @ArchTest static final ArchRule queryNeedsModel = dependsOnlyOn(QUERY, MODEL);

  @ArchTest static final ArchRule localStackStandsAlone = dependsOnlyOn(LOCAL_STACK);

  @ArchTest
  static final ArchRule nothingNeedsTheCommand =
      noClasses()
          .that(resideOutsideOfPackages(CLI, BENCHMARKS))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLI);

  @ArchTest
  static final ArchRule nothingNeedsBenchmarks =
      noClasses()
          .that(resideOutsideOfPackages(BENCHMARKS))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BENCHMARKS);

  @ArchTest
  static final ArchRule everyClassIsOfAModule =
      classes()
          .that()
          .resideInAPackage(OURS)
          .should()
          .resideInAnyPackage(
              MODEL, TRANSFORMS, PIPELINE, RUNNERS, QUERY, LOCAL_STACK, CLI, BENCHMARKS);

  /** The command starts jobs, so it may; what is told and shown may not. */
  @ArchTest
  static final ArchRule onlyStagesKnowBeam =
      noClasses()
          .that(resideInAnyPackage(MODEL, QUERY, LOCAL_STACK))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.beam..");

  @ArchTest
  static final ArchRule commandKnowsBeamOnlyWhereItRunsJobs =
      noClasses()
          .that(resideInAnyPackage(CLI))
          .and(resideOutsideOfPackages("io.quipu.cli.run.."))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.beam..");

  @ArchTest
  static final ArchRule onlyItsRunnerKnowsFlink =
      noClasses()
          .that(resideOutsideOfPackages(FLINK, BENCHMARKS))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

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
