package io.quipu.transforms.combine;

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

import io.quipu.model.CheckedEvent;
import io.quipu.model.Event;
import io.quipu.model.Increment;
import io.quipu.model.IncrementBatch;
import io.quipu.model.Increments;
import io.quipu.model.LocalHour;
import io.quipu.model.Resolution;
import io.quipu.model.Shard;
import io.quipu.model.Statistic;
import io.quipu.transforms.coders.IncrementBatchCoder;
import io.quipu.transforms.coders.ShardCoder;
import io.quipu.transforms.testing.Collected;
import io.quipu.transforms.testing.Pipelines;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombineInFixedWindowsTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration SECOND = Duration.standardSeconds(1);
  private static final int MONTH = 2026 * 12 + 10;
  private static final Statistic OPENED =
      Statistic.of("opened", Set.of(Resolution.HOUR), true, List.of());
  private static final Coder<KV<Shard, IncrementBatch>> CODER =
      KvCoder.of(ShardCoder.of(), IncrementBatchCoder.of());

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, true", "4, true", "5, true"})
  void whateverGoesInComesOutOnce(long seed, boolean stickyKeys) {
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

    assertThat(counts(run(stream.advanceWatermarkToInfinity(), stickyKeys)), is(expected));
  }

  @Test
  void batchesOfAWindowComeOutTogetherAtItsEnd() {
    Instant end = new StaggeredWindows(SECOND).end(START, 5);
    TestStream.Builder<KV<Shard, IncrementBatch>> stream =
        atStart()
            .addElements(at(batch("a", 5), START), at(batch("b", 5), START))
            .advanceProcessingTime(new Duration(START, end).minus(Duration.millis(1)))
            .addElements(at(batch("a", 5), START));

    List<TimestampedValue<KV<Shard, IncrementBatch>>> merged =
        run(someTimePasses(stream).advanceWatermarkToInfinity());

    assertThat(merged.size(), is(1));
    assertThat(merged.get(0).getTimestamp(), is(end));
    assertThat(counts(merged), is(Map.of("a", 2L, "b", 1L)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWindowEndsThoughTheWatermarkStandsAndBatchesKeepComing(boolean stickyKeys) {
    List<TimestampedValue<KV<Shard, IncrementBatch>>> merged =
        run(steady(Duration.ZERO), stickyKeys);

    assertThat(counts(merged), is(Map.of("a", 150L)));
    assertThat(merged.size(), greaterThanOrEqualTo(29));
    for (TimestampedValue<KV<Shard, IncrementBatch>> one : merged) {
      assertThat(counts(List.of(one)).getOrDefault("a", 0L), lessThanOrEqualTo(5L));
    }
  }

  /** In 30 seconds; each wait ends with a window. */
  @ParameterizedTest
  @CsvSource({"32, 6, 8", "86400000, 4, 4"})
  void whatIsBehindWaitsForAnEighthOfThatTimeAndEightSecondsAtMost(
      long secondsBehind, int atLeast, int atMost) {
    List<TimestampedValue<KV<Shard, IncrementBatch>>> merged =
        run(steady(Duration.standardSeconds(secondsBehind)), true);

    assertThat(counts(merged), is(Map.of("a", 150L)));
    assertThat(merged.size(), allOf(greaterThanOrEqualTo(atLeast), lessThanOrEqualTo(atMost)));
  }

  @Test
  void whatIsBehindDoesNotWaitWhenNothingMoreComes() {
    Instant end = new StaggeredWindows(SECOND).end(START, 5);
    TestStream.Builder<KV<Shard, IncrementBatch>> stream =
        atStart().addElements(at(batch("late", 5), START.minus(Duration.standardDays(10))));

    List<TimestampedValue<KV<Shard, IncrementBatch>>> merged =
        run(someTimePasses(stream).advanceWatermarkToInfinity());

    assertThat(counts(merged), is(Map.of("late", 1L)));
    assertThat(merged.get(0).getTimestamp(), is(end));
  }

  /** Five batches a second for 30 seconds, of a time that is behind the clock. */
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
  void muchOfOneShardComesOutBeforeItsWindowEnds() {
    String longName = "x".repeat(100_000);
    TestStream.Builder<KV<Shard, IncrementBatch>> stream = atStart();
    for (int i = 0; i < 100; i++) {
      stream = stream.addElements(at(batch(longName, 5), START));
    }

    List<TimestampedValue<KV<Shard, IncrementBatch>>> merged =
        run(stream.advanceWatermarkToInfinity());

    assertThat(counts(merged), is(Map.of(longName, 100L)));
    List<Long> counts = merged.stream().map(one -> counts(List.of(one)).get(longName)).toList();
    // Eleven of them are over a mebibyte. The DirectRunner may use several instances.
    assertThat(counts.size(), greaterThanOrEqualTo(3));
    assertThat(counts, everyItem(lessThan(50L)));
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
    Collected<KV<Shard, IncrementBatch>> before = new Collected<>();
    Collected<KV<Integer, Iterable<KV<Shard, IncrementBatch>>>> after = new Collected<>();
    PCollection<KV<Shard, IncrementBatch>> merged =
        pipeline.apply(stream.advanceWatermarkToInfinity()).apply(CombineInFixedWindows.of(SECOND));
    merged.apply("Before", before);
    merged
        .apply(Window.into(FixedWindows.of(Duration.millis(10))))
        .apply(
            WithKeys.<Integer, KV<Shard, IncrementBatch>>of(1)
                .withKeyType(TypeDescriptors.integers()))
        .apply(GroupByKey.create())
        .apply("After", after);
    pipeline.run();

    int grouped = 0;
    for (KV<Integer, Iterable<KV<Shard, IncrementBatch>>> group : after.values()) {
      for (KV<Shard, IncrementBatch> ignored : group.getValue()) {
        grouped++;
      }
    }
    assertThat(before.values().size(), greaterThan(20));
    assertThat(grouped, is(before.values().size()));
  }

  @Test
  void worksAtBothEndsOfTime() {
    Pipeline pipeline = Pipelines.create();
    Collected<KV<Shard, IncrementBatch>> merged = new Collected<>();
    pipeline
        .apply(
            Create.timestamped(
                    at(batch("first", 1), GlobalWindow.TIMESTAMP_MIN_VALUE),
                    at(batch("last", 2), GlobalWindow.INSTANCE.maxTimestamp()))
                .withCoder(CODER))
        .apply(CombineInFixedWindows.of(SECOND))
        .apply(merged);

    pipeline.run();

    assertThat(counts(merged.timestamped()), is(Map.of("first", 1L, "last", 1L)));
  }

  @Test
  void refusesOtherWindowsAndWindowsOfNoLength() {
    PCollection<KV<Shard, IncrementBatch>> windowed =
        Pipelines.create()
            .apply(Create.of(batch("a", 1)).withCoder(CODER))
            .apply(Window.into(FixedWindows.of(SECOND)));

    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> windowed.apply(CombineInFixedWindows.of(SECOND)))
            .getMessage(),
        containsString("CombineInFixedWindows needs its input in the global window"));
    assertThrows(IllegalArgumentException.class, () -> CombineInFixedWindows.of(Duration.ZERO));
  }

  /** The clock and the watermark are there. */
  private static TestStream.Builder<KV<Shard, IncrementBatch>> atStart() {
    return TestStream.create(CODER)
        .advanceProcessingTime(new Duration(BoundedWindow.TIMESTAMP_MIN_VALUE, START))
        .advanceWatermarkTo(START);
  }

  /** In steps, as the DirectRunner may fire a timer one step late. */
  private static TestStream.Builder<KV<Shard, IncrementBatch>> someTimePasses(
      TestStream.Builder<KV<Shard, IncrementBatch>> stream) {
    for (int i = 0; i < 10; i++) {
      stream = stream.advanceProcessingTime(SECOND);
    }
    return stream;
  }

  private static List<TimestampedValue<KV<Shard, IncrementBatch>>> run(
      TestStream<KV<Shard, IncrementBatch>> stream) {
    return run(stream, false);
  }

  /** With one instance for all keys, if they are to be sticky. */
  private static List<TimestampedValue<KV<Shard, IncrementBatch>>> run(
      TestStream<KV<Shard, IncrementBatch>> stream, boolean stickyKeys) {
    Pipeline pipeline = stickyKeys ? Pipelines.withOneThread() : Pipelines.create();
    Collected<KV<Shard, IncrementBatch>> merged = new Collected<>();
    pipeline
        .apply(stream)
        .apply(CombineInFixedWindows.of(SECOND).withStickyKeys(stickyKeys))
        .apply(merged);
    pipeline.run();
    return merged.timestamped();
  }

  private static TimestampedValue<KV<Shard, IncrementBatch>> at(
      KV<Shard, IncrementBatch> batch, Instant time) {
    return TimestampedValue.of(batch, time);
  }

  /** One event of a company. */
  private static KV<Shard, IncrementBatch> batch(String company, int shard) {
    Event event = Event.builder(company, OPENED, LocalHour.ofCode(MONTH, 5)).build();
    Increments increments = new Increments();
    increments.add(new CheckedEvent(event, new byte[1]), 0);
    return KV.of(new Shard(MONTH, shard), increments.toBatch());
  }

  private static Map<String, Long> counts(
      List<TimestampedValue<KV<Shard, IncrementBatch>>> merged) {
    Map<String, Long> counts = new HashMap<>();
    for (TimestampedValue<KV<Shard, IncrementBatch>> batch : merged) {
      for (Increment increment : Increments.read(batch.getValue().getValue())) {
        counts.merge(increment.company(), increment.page().month().count(), Long::sum);
      }
    }
    return counts;
  }
}
