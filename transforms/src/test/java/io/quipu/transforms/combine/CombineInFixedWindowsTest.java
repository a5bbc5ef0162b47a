package io.quipu.transforms.combine;

import static io.quipu.transforms.combine.Batches.SECOND;
import static io.quipu.transforms.combine.Batches.START;
import static io.quipu.transforms.combine.Batches.at;
import static io.quipu.transforms.combine.Batches.atStart;
import static io.quipu.transforms.combine.Batches.batch;
import static io.quipu.transforms.combine.Batches.counts;
import static io.quipu.transforms.combine.Batches.run;
import static io.quipu.transforms.combine.Batches.someTimePasses;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.testing.Outputs;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombineInFixedWindowsTest {

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, true", "4, true", "5, true"})
  void whateverGoesInComesOutOnce(long seed, boolean keyAffinity) {
    Random random = new Random(seed);
    TestStream.Builder<KV<Shard, IncrementBatch>> stream = atStart();
    Map<String, Long> expected = new HashMap<>();
    for (int step = 1; step <= 100; step++) {
      String company = "company" + random.nextInt(5);
      expected.merge(company, 1L, Long::sum);
      // From ten days behind the clock to two windows ahead of it.
      long behind = random.nextInt(3) == 0 ? random.nextInt(864_000_000) : random.nextInt(300);
      Instant time = START.plus(Duration.millis(step * 100L + 2000 - behind));
      stream = stream.addElements(TimestampedValue.of(batch(company, random.nextInt(3)), time));
      stream = stream.advanceProcessingTime(Duration.millis(random.nextInt(700)));
      if (random.nextBoolean()) {
        stream = stream.advanceWatermarkTo(START.plus(Duration.millis(step * 100L)));
      }
    }

    run(
        stream.advanceWatermarkToInfinity(),
        keyAffinity,
        merged -> assertThat(counts(merged), is(expected)));
  }

  @Test
  void batchesOfAWindowComeOutTogetherAtItsEnd() {
    Instant end = new StaggeredWindows(SECOND).end(START, 5);
    TestStream.Builder<KV<Shard, IncrementBatch>> stream =
        atStart()
            .addElements(at(batch("a", 5), START), at(batch("b", 5), START))
            .advanceProcessingTime(new Duration(START, end).minus(Duration.millis(1)))
            .addElements(at(batch("a", 5), START));

    run(
        someTimePasses(stream).advanceWatermarkToInfinity(),
        merged -> {
          assertThat(merged.size(), is(1));
          assertThat(merged.get(0).getTimestamp(), greaterThanOrEqualTo(end));
          assertThat(counts(merged), is(Map.of("a", 2L, "b", 1L)));
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWindowEndsThoughTheWatermarkStandsAndBatchesKeepComing(boolean keyAffinity) {
    run(
        steady(Duration.ZERO),
        keyAffinity,
        merged -> {
          assertThat(counts(merged), is(Map.of("a", 150L)));
          assertThat(merged.size(), greaterThanOrEqualTo(29));
          for (TimestampedValue<KV<Shard, IncrementBatch>> one : merged) {
            assertThat(counts(List.of(one)).getOrDefault("a", 0L), lessThanOrEqualTo(5L));
          }
        });
  }

  /** The number of outputs in 30 seconds; each wait ends with a window. */
  @ParameterizedTest
  @CsvSource({"32, 6, 8", "86400000, 4, 4"})
  void lateBatchesWaitForAnEighthOfTheirLagAndEightSecondsAtMost(
      long secondsBehind, int atLeast, int atMost) {
    run(
        steady(Duration.standardSeconds(secondsBehind)),
        true,
        merged -> {
          assertThat(counts(merged), is(Map.of("a", 150L)));
          assertThat(
              merged.size(), allOf(greaterThanOrEqualTo(atLeast), lessThanOrEqualTo(atMost)));
        });
  }

  @Test
  void lateBatchesDoNotWaitWithoutMoreInput() {
    Instant end = new StaggeredWindows(SECOND).end(START, 5);
    TestStream.Builder<KV<Shard, IncrementBatch>> stream =
        atStart().addElements(at(batch("late", 5), START.minus(Duration.standardDays(10))));

    run(
        someTimePasses(stream).advanceWatermarkToInfinity(),
        merged -> {
          assertThat(counts(merged), is(Map.of("late", 1L)));
          assertThat(merged.get(0).getTimestamp(), greaterThanOrEqualTo(end));
        });
  }

  /** Five batches a second for 30 seconds, with timestamps behind the clock. */
  private static TestStream<KV<Shard, IncrementBatch>> steady(Duration behind) {
    TestStream.Builder<KV<Shard, IncrementBatch>> stream = atStart();
    for (int i = 0; i < 150; i++) {
      Instant now = START.plus(Duration.millis(200L * i));
      stream =
          stream
              .addElements(at(batch("a", 5), now.minus(behind)))
              .advanceProcessingTime(Duration.millis(200));
    }
    return stream.advanceWatermarkToInfinity();
  }

  @Test
  void aLargeShardIsOutputBeforeItsWindowEnds() {
    String longName = "x".repeat(100_000);
    TestStream.Builder<KV<Shard, IncrementBatch>> stream = atStart();
    for (int i = 0; i < 100; i++) {
      stream = stream.addElements(at(batch(longName, 5), START));
    }

    run(
        stream.advanceWatermarkToInfinity(),
        merged -> {
          assertThat(counts(merged), is(Map.of(longName, 100L)));
          List<Long> counts =
              merged.stream().map(one -> counts(List.of(one)).get(longName)).toList();
          // Eleven of them are over a mebibyte. The DirectRunner may use several instances.
          assertThat(counts.size(), greaterThanOrEqualTo(3));
          assertThat(counts, everyItem(lessThan(50L)));
        });
  }

  @Test
  void nothingThatCameInTimeIsLateForTheStagesAfterIt() {
    TestStream.Builder<KV<Shard, IncrementBatch>> stream = atStart();
    for (int i = 0; i < 50; i++) {
      Instant now = START.plus(Duration.millis(200L * i));
      stream = stream.addElements(at(batch("a", i % 7), now), at(batch("a", i % 5), now));
      stream = stream.advanceProcessingTime(Duration.millis(200)).advanceWatermarkTo(now);
    }
    Pipeline pipeline = Pipelines.create();
    PCollection<KV<Shard, IncrementBatch>> merged =
        pipeline.apply(stream.advanceWatermarkToInfinity()).apply(CombineInFixedWindows.of(SECOND));
    PCollection<String> after =
        merged
            .apply(Window.into(FixedWindows.of(Duration.millis(10))))
            .apply(
                WithKeys.<Integer, KV<Shard, IncrementBatch>>of(1)
                    .withKeyType(TypeDescriptors.integers()))
            .apply(GroupByKey.create())
            .apply(Values.create())
            .apply(Flatten.iterables())
            .apply("OneWindow", Window.into(new GlobalWindows()))
            .apply("After", MapElements.into(TypeDescriptors.strings()).via(batch -> "after"));
    PCollection<String> before =
        merged.apply("Before", MapElements.into(TypeDescriptors.strings()).via(batch -> "before"));

    Outputs.expect(
        PCollectionList.of(before).and(after).apply(Flatten.pCollections()),
        both -> {
          int grouped = Collections.frequency(both, "after");
          assertThat(grouped, greaterThan(20));
          assertThat(Collections.frequency(both, "before"), is(grouped));
        });
    Outputs.run(pipeline);
  }

  @Test
  void worksAtBothEndsOfTime() {
    Pipeline pipeline = Pipelines.create();

    PCollection<KV<Shard, IncrementBatch>> merged =
        pipeline
            .apply(
                Create.timestamped(
                    at(batch("first", 1), GlobalWindow.TIMESTAMP_MIN_VALUE),
                    at(batch("last", 2), GlobalWindow.INSTANCE.maxTimestamp())))
            .apply(CombineInFixedWindows.of(SECOND));

    Outputs.expectTimestamped(
        merged, all -> assertThat(counts(all), is(Map.of("first", 1L, "last", 1L))));
    Outputs.run(pipeline);
  }

  @Test
  void refusesOtherWindowsAndWindowsOfNoLength() {
    PCollection<KV<Shard, IncrementBatch>> windowed =
        Pipelines.create()
            .apply(Create.of(batch("a", 1)))
            .apply(Window.into(FixedWindows.of(SECOND)));

    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> windowed.apply(CombineInFixedWindows.of(SECOND)))
            .getMessage(),
        containsString("CombineInFixedWindows needs its input in the global window"));
    assertThrows(IllegalArgumentException.class, () -> CombineInFixedWindows.of(Duration.ZERO));
  }
}
