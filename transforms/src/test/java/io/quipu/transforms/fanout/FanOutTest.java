package io.quipu.transforms.fanout;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.state.Shard;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.CheckedEventCoder;
import io.quipu.transforms.testing.Outputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class FanOutTest {
  private static final Statistic OPENED =
      Statistic.of("opened", Set.of(Resolution.HOUR), true, List.of());
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void aBundleGivesOneBatchForEachShardOfItsCounters() {
    List<TimestampedValue<CheckedEvent>> bundle = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Event event =
          Event.builder("shop", OPENED, LocalHour.ofCode(100 + i % 2, i % 7))
              .value("campaign", "c" + i % 50)
              .build();
      bundle.add(TimestampedValue.of(checked(event), START.plus(Duration.millis(i))));
    }

    Map<String, Long> expected = new HashMap<>();
    expected.put("", 500L);
    for (int i = 0; i < 50; i++) {
      expected.put("c" + i, 10L);
    }

    run(
        bundle,
        FanOut.create().withShards(8),
        batches -> {
          assertThat(batches.size(), lessThanOrEqualTo(2 * 8));
          Map<String, Long> counts = new HashMap<>();
          for (TimestampedValue<KV<Shard, IncrementBatch>> batch : batches) {
            assertThat(batch.getTimestamp(), is(START));
            Shard shard = batch.getValue().getKey();
            for (Increment increment : Increments.read(batch.getValue().getValue())) {
              assertThat(Shard.of(shard.month(), increment.counter(), 8), is(shard));
              counts.merge(increment.value(), increment.page().month().count(), Long::sum);
            }
          }
          assertThat(counts, is(expected));
        });
  }

  @Test
  void aBundleOfManyCountersIsOutputInParts() {
    int values = 250;
    int events = FanOutFn.MAX_COUNTERS / values * 5 / 2;
    List<TimestampedValue<CheckedEvent>> bundle = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      EventBuilder event = Event.builder("shop", OPENED, LocalHour.ofCode(100, 5));
      for (int j = 0; j < values; j++) {
        event.value("campaign", i + "/" + j);
      }
      bundle.add(TimestampedValue.of(checked(event.build()), START));
    }

    run(
        bundle,
        FanOut.create().withShards(1),
        batches -> {
          assertThat(batches.size(), is(3));
          long increments = 0;
          for (TimestampedValue<KV<Shard, IncrementBatch>> batch : batches) {
            int size = Increments.read(batch.getValue().getValue()).size();
            assertThat(size, lessThanOrEqualTo(FanOutFn.MAX_COUNTERS + values + 1));
            increments += size;
          }
          assertThat(increments, greaterThan((long) events * values));
        });
  }

  @Test
  void aCustomersCountersAreInOneShardAndApartFromOthers() {
    List<TimestampedValue<CheckedEvent>> bundle = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Event event =
          Event.builder("shop", OPENED, LocalHour.ofCode(100, i % 7))
              .customer("customer " + i % 3)
              .value("campaign", "c" + i % 5)
              .build();
      bundle.add(TimestampedValue.of(checked(event), START));
    }

    Map<String, Long> expected = new HashMap<>();
    for (int customer = 0; customer < 3; customer++) {
      expected.put("customer " + customer + "/", 100L);
      for (int value = 0; value < 5; value++) {
        expected.put("customer " + customer + "/c" + value, 20L);
      }
    }

    run(
        bundle,
        FanOut.create().withShards(1000).byCustomer(),
        batches -> {
          Map<String, Shard> shards = new HashMap<>();
          Map<String, Long> counts = new HashMap<>();
          for (TimestampedValue<KV<Shard, IncrementBatch>> batch : batches) {
            for (Increment increment : Increments.read(batch.getValue().getValue())) {
              Shard shard = batch.getValue().getKey();
              assertThat(shards.computeIfAbsent(increment.customer(), absent -> shard), is(shard));
              counts.merge(
                  increment.customer() + "/" + increment.value(),
                  increment.page().month().count(),
                  Long::sum);
            }
          }
          assertThat(counts, is(expected));
          assertThat(shards.size(), is(3));
        });
  }

  @Test
  void anEventWithoutACustomerHasNoCounters() {
    CheckedEvent anonymous = checked(Event.builder("shop", OPENED, 0).build());

    Throwable refusal =
        assertThrows(
            RuntimeException.class,
            () ->
                run(
                    List.of(TimestampedValue.of(anonymous, START)),
                    FanOut.create().byCustomer(),
                    batches -> {}));

    assertThat(refusal.toString(), containsString("apply KeepCustomers before it"));
  }

  @Test
  void refusesOtherWindowsAndNoShards() {
    PCollection<CheckedEvent> windowed =
        Pipelines.create()
            .apply(Create.of(checked(Event.builder("shop", OPENED, 0).build())))
            .apply(Window.into(FixedWindows.of(Duration.standardSeconds(1))));

    assertThat(
        assertThrows(IllegalArgumentException.class, () -> windowed.apply(FanOut.create()))
            .getMessage(),
        containsString("FanOut needs its input in the global window"));
    assertThrows(IllegalArgumentException.class, () -> FanOut.create().withShards(0));
  }

  private static void run(
      List<TimestampedValue<CheckedEvent>> bundle,
      FanOut fanOut,
      Outputs.Expectation<TimestampedValue<KV<Shard, IncrementBatch>>> expectation) {
    Pipeline pipeline = Pipelines.create();
    Outputs.expectTimestamped(
        pipeline
            .apply(
                Pipelines.oneBundle(TestStream.create(CheckedEventCoder.of()), bundle)
                    .advanceWatermarkToInfinity())
            .apply(fanOut),
        expectation);
    Outputs.run(pipeline);
  }

  private static CheckedEvent checked(Event event) {
    return new CheckedEvent(event, new byte[event.counters()]);
  }
}
