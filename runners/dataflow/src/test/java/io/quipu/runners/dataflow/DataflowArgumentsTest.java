package io.quipu.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the default options of Dataflow, and which options it refuses. */
class DataflowArgumentsTest {
  private static final String REGION = "--region=europe-west1";
  private static final String TEMP = "--tempLocation=gs://bucket/temp";

  @Test
  void aBackfillIsABatch() {
    assertThat(
        DataflowArguments.withDefaults(List.of("--batch=true", "--source=files", REGION, TEMP)),
        hasItems("--runner=DataflowRunner", "--streaming=false"));
  }

  @Test
  void aLiveJobKeepsItsStateInTheStreamingEngine() {
    assertThat(
        DataflowArguments.withDefaults(List.of(REGION, TEMP)),
        hasItems("--streaming=true", "--enableStreamingEngine=true"));
    assertThat(
        DataflowArguments.withDefaults(List.of(REGION, TEMP, "--enableStreamingEngine=false")),
        not(hasItem("--enableStreamingEngine=true")));
  }

  @Test
  void refusesWithAllMistakes() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                DataflowArguments.withDefaults(
                    List.of("--source=files", "--delivery=at-least-once")));
    assertThat(
        refused.getMessage(),
        equalTo(
            """
            On Dataflow, files are counted by ./quipu backfill; use it instead of run.
            Dataflow counts exactly once; leave out --delivery.
            Dataflow needs --region, such as --region=europe-west1.
            Dataflow needs --tempLocation, such as --tempLocation=gs://BUCKET/temp."""));
  }
}
