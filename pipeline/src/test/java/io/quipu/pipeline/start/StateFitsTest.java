package io.quipu.pipeline.start;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.io.StartupException;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.SequenceStep;
import io.quipu.model.sequence.StepCondition;
import io.quipu.model.sequence.Within;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a start is refused whose state or keyspace does not belong to it. */
class StateFitsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  private static final RunSetup SETUP =
      SetupCheck.setup(128, TimeZones.of(BERLIN, Map.of("acme", TOKYO)), List.of());

  private final MemoryHistory history = new MemoryHistory();
  private final JobSpec spec;

  StateFitsTest(@TempDir Path folder) throws IOException {
    spec = TestJobs.in(folder).kafka("--input=clicks,opens", "--keyspace=counts").spec();
  }

  private static JobRun run(RunSetup setup, @Nullable Instant ended) {
    return new JobRun(
        7,
        "kafka:quipu",
        "start",
        null,
        Instant.parse("2026-11-26T12:00:00Z"),
        Map.of("clicks", new JobRun.Topic("id", 1), "opens", new JobRun.Topic("id", 2)),
        setup,
        ended);
  }

  private String refusalOf(RunSetup now) {
    SetupCheck check = new SetupCheck(now, history);
    return String.valueOf(
        assertThrows(
                StartupException.class,
                () -> {
                  check.requireFits(run(SETUP, null));
                })
            .getMessage());
  }

  private String refusalOf(JobLife life, @Nullable JobRun last, String... topics) {
    StateCheck check = StateCheck.ofTopics(spec, List.of(topics));
    return String.valueOf(
        assertThrows(StartupException.class, () -> check.require(life, Optional.ofNullable(last)))
            .getMessage());
  }

  @Test
  void theSameSetupFits() {
    assertDoesNotThrow(() -> new SetupCheck(SETUP, history).requireFits(run(SETUP, null)));
    assertDoesNotThrow(
        () -> new SetupCheck(SETUP, history).requireFits(run(RunSetup.UNKNOWN, null)));
  }

  @Test
  void anotherNumberOfShardsIsRefused() {
    assertThat(
        refusalOf(new RunSetup(64, SETUP.zones(), SETUP.zoneRules(), Map.of())),
        containsString("has --shards=128, and this start has 64."));
  }

  @Test
  void otherRulesOfTheSameZonesAreRefused() {
    assertThat(
        refusalOf(new RunSetup(128, SETUP.zones(), Map.of("Europe/Berlin", "other"), Map.of())),
        containsString("Java's time zone database has other rules for Europe/Berlin than"));
    // A zone that is new to the catalog has no rules before.
    assertDoesNotThrow(
        () ->
            new SetupCheck(
                    SetupCheck.setup(
                        128,
                        TimeZones.of(BERLIN, Map.of("new", ZoneId.of("Asia/Seoul"))),
                        List.of()),
                    history)
                .requireFits(run(SETUP, null)));
    assertThat(
        SetupCheck.setup(128, TimeZones.of(TOKYO), List.of()).zoneRules(),
        is(not(SETUP.zoneRules())));
  }

  @Test
  void anotherZoneOfACompanyWithCountsIsRefused() {
    RunSetup without = SetupCheck.setup(128, TimeZones.of(BERLIN), List.of());
    assertDoesNotThrow(() -> new SetupCheck(without, history).requireFits(run(SETUP, null)));
    history.addUnknownCounts();
    assertThat(
        refusalOf(SetupCheck.setup(128, TimeZones.of(TOKYO, Map.of("acme", TOKYO)), List.of())),
        containsString(
            "The companies without a zone of their own had the time zone Europe/Berlin when the run"
                + " began at 2026-11-26 12:00 UTC, and the catalog now says Asia/Tokyo."));
    assertThat(refusalOf(without), containsString("The company 'acme' had the time zone Asia/Tok"));
  }

  @Test
  void anotherMeaningOfASequenceIsRefused() {
    RunSetup within = setup(sequence(Duration.ofDays(7)));
    JobRun before = run(within, null);

    RunSetup longer = setup(sequence(Duration.ofDays(8)));
    assertThat(
        String.valueOf(
            assertThrows(
                    StartupException.class,
                    () -> {
                      new SetupCheck(longer, history).requireSameZones(before);
                    })
                .getMessage()),
        containsString(
            "The sequence 'again' had another meaning when the run began at 2026-11-26 12:00 UTC, and"
                + " the stored numbers follow that one. Give the new sequence another name, such as"
                + " 'again_2'"));
    // Sequences may come and go, and may have other buckets.
    for (RunSetup now :
        List.of(
            setup(),
            setup(sequence(Duration.ofDays(7)), SequenceDefinition.of("new", STEP, STEP)),
            setup(
                SequenceDefinition.builder("again")
                    .setSteps(List.of(STEP, next(Duration.ofDays(7))))
                    .setResolutions(List.of(Resolution.MONTH))
                    .build()))) {
      assertDoesNotThrow(() -> new SetupCheck(now, history).requireFits(before));
    }
  }

  private static final SequenceStep STEP =
      new SequenceStep(new StepCondition("a", "buy", null, Map.of()), null, 1, Within.NOTHING);

  private static SequenceStep next(Duration within) {
    return new SequenceStep(
        new StepCondition("b", "buy", null, Map.of()), null, 1, Within.of(within));
  }

  private static SequenceDefinition sequence(Duration within) {
    return SequenceDefinition.of("again", STEP, next(within));
  }

  private static RunSetup setup(SequenceDefinition... sequences) {
    return SetupCheck.setup(128, TimeZones.of(BERLIN, Map.of("acme", TOKYO)), List.of(sequences));
  }

  @Test
  void anotherNameOfTheSameZoneFits() {
    history.addUnknownCounts();
    JobRun before =
        run(SetupCheck.setup(128, TimeZones.of(ZoneId.of("Asia/Calcutta")), List.of()), null);
    RunSetup now = SetupCheck.setup(128, TimeZones.of(ZoneId.of("Asia/Kolkata")), List.of());
    assertDoesNotThrow(() -> new SetupCheck(now, history).requireSameZones(before));
  }

  @Test
  void aCompanyThatIsNewToTheKeyspaceMayHaveAnyZone() {
    RunSetup more =
        SetupCheck.setup(
            128, TimeZones.of(BERLIN, Map.of("acme", TOKYO, "globex", TOKYO)), List.of());
    assertDoesNotThrow(() -> new SetupCheck(more, history).requireFits(run(SETUP, null)));
    history.addUnknownCounts();
    assertThat(
        refusalOf(more), containsString("The company 'globex' had the time zone Europe/Berlin"));
  }

  @Test
  void stateOfAnotherKeyspaceIsRefused() {
    assertThat(
        refusalOf(JobLife.WITH_STATE, null, "clicks", "opens"),
        containsString("the keyspace 'counts' knows no run of the consumer group"));
  }

  @Test
  void stateOfAnEarlierRunIsRefused() {
    assertThat(
        refusalOf(JobLife.of(6), run(SETUP, null), "clicks", "opens"),
        containsString("The state is not that of the last run"));
    assertDoesNotThrow(
        () ->
            StateCheck.ofTopics(spec, List.of("opens", "clicks"))
                .require(JobLife.of(7), Optional.of(run(SETUP, null))));
  }

  @Test
  void stateOfADrainedRunIsRefused() {
    assertThat(
        refusalOf(
            JobLife.WITH_STATE,
            run(SETUP, Instant.parse("2026-11-26T13:00:00Z")),
            "clicks",
            "opens"),
        containsString("the run of it was drained at 2026-11-26 13:00 UTC."));
  }

  @Test
  void otherTopicsThanThoseOfTheStateAreRefused() {
    for (String[] topics :
        List.of(new String[] {"clicks"}, new String[] {"clicks", "opens", "x"})) {
      assertThat(
          refusalOf(JobLife.WITH_STATE, run(SETUP, null), topics),
          containsString("reads the topics [clicks, opens], and --input names " + List.of(topics)));
    }
  }
}
