package io.quipu.transforms.hydrate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.DeadLetter;
import io.quipu.model.Event;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.transforms.coders.DeadLetterCoder;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.testing.Collected;
import io.quipu.transforms.testing.Pipelines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HydrateFnTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<HydratedDimension> DIMENSIONS =
      List.of(new HydratedDimension("opened", "campaign", "messages", "name"));

  private final Collected<Event> events = new Collected<>();
  private final Collected<DeadLetter> deadLetters = new Collected<>();

  /** If one lookup waited for another's answer, or a key was asked for again, it would not end. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void asksForAllKeysOfABundleAtOnceAndForEachOnce() {
    List<TimestampedValue<Event>> bundle = new ArrayList<>();
    List<TimestampedValue<Event>> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Instant time = START.plus(Duration.millis(i));
      String message = "m-" + i % 50;
      bundle.add(TimestampedValue.of(Hydrating.asking("messages", message).build(), time));
      expected.add(
          TimestampedValue.of(
              Hydrating.event().value("campaign", "name of " + message).build(), time));
    }
    LookupTable table = messages(LookupTable.Missing.COUNT);
    PipelineResult result = run(table, new CachedReferenceData(table, new AllAtOnce(50)), bundle);
    assertThat(events.timestamped(), containsInAnyOrder(expected.toArray()));
    assertThat(Pipelines.counter(result, "hydrated"), is(200L));
    assertThat(Pipelines.counter(result, "hydrate-unknown"), is(0L));
    // The 50th key has all answered, so the other rounds find their answers at hand.
    assertThat(Pipelines.counter(result, "lookup-cache-misses"), is(49L));
    assertThat(Pipelines.counter(result, "lookup-cache-hits"), is(151L));
  }

  @Test
  void boundsWhatWaitsAndKeepsEachEventsTime() {
    int size = 3 * HydrateFn.MAX_WAITING;
    List<TimestampedValue<Event>> bundle = new ArrayList<>();
    List<TimestampedValue<Event>> expected = new ArrayList<>();
    List<TimestampedValue<DeadLetter>> refused = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      // Up and down, so that what leaves is before and after the element at hand.
      Instant time = START.plus(Duration.millis(i * 7919L % size));
      String message = i % 10 == 0 ? "unknown-" + i : "m-" + i;
      Event asking = Hydrating.asking("messages", message).origin(Hydrating.record(i)).build();
      bundle.add(TimestampedValue.of(asking, time));
      if (i % 10 == 0) {
        refused.add(TimestampedValue.of(letter(i), time));
      } else {
        expected.add(
            TimestampedValue.of(
                Hydrating.event().value("campaign", "name of " + message).build(), time));
      }
    }
    PipelineResult result =
        run(messages(LookupTable.Missing.DEAD_LETTER), new OnlyWhenWaitedFor(), bundle);
    assertThat(events.timestamped(), containsInAnyOrder(expected.toArray()));
    assertThat(deadLetters.timestamped(), containsInAnyOrder(refused.toArray()));
    assertThat(Pipelines.counter(result, "hydrated"), is((long) expected.size()));
    assertThat(Pipelines.counter(result, "dead-letters"), is((long) refused.size()));
    assertThat(
        Pipelines.counter(result, "dead-letters.hydrate.unknown-key"), is((long) refused.size()));
    assertThat(Pipelines.counter(result, "hydrate-unknown"), is(0L));
  }

  @Test
  void failsRatherThanTakeAFailureForUnknown() {
    LookupTable table = messages(LookupTable.Missing.COUNT);
    Event event = Hydrating.asking("messages", "fails").build();
    Pipeline.PipelineExecutionException failed =
        assertThrows(
            Pipeline.PipelineExecutionException.class,
            () -> run(table, new OnlyWhenWaitedFor(), List.of(TimestampedValue.of(event, START))));
    assertThat(failed.getMessage(), containsString("The lookup 'messages' cannot be answered: "));
    assertThat(failed.getMessage(), containsString("the table is gone"));
    assertThat(events.values(), hasSize(0));
  }

  @Test
  void saysThatALookupIsNotDeclared() {
    Event event = Hydrating.asking("mesages", "m-1").build();
    Pipeline.PipelineExecutionException failed =
        assertThrows(
            Pipeline.PipelineExecutionException.class,
            () ->
                run(
                    messages(LookupTable.Missing.COUNT),
                    new OnlyWhenWaitedFor(),
                    List.of(TimestampedValue.of(event, START))));
    assertThat(failed.getMessage(), containsString("There is no lookup 'mesages'"));
  }

  /** A job that is cancelled in an outage must end. */
  @Test
  void canBeInterruptedWhileItWaits() throws InterruptedException {
    LookupTable table = messages(LookupTable.Missing.COUNT);
    HydrateFn hydrate = fn(table, new Never());
    hydrate.setup();
    hydrate.start();
    Event event = Hydrating.asking("messages", "m-1").build();
    for (int i = 1; i < HydrateFn.MAX_WAITING; i++) {
      hydrate.process(event, START, new NoOutput());
    }
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> hydrate.process(event, START, new NoOutput()));
    assertThat(Thread.interrupted(), equalTo(false));
  }

  private PipelineResult run(
      LookupTable table, ReferenceData data, List<TimestampedValue<Event>> bundle) {
    Pipeline pipeline = Pipelines.create();
    PCollectionTuple hydrated =
        pipeline
            .apply(
                Pipelines.oneBundle(TestStream.create(EventCoder.of()), bundle)
                    .advanceWatermarkToInfinity())
            .apply(
                ParDo.of(fn(table, data))
                    .withOutputTags(
                        HydrateEvents.EVENTS, TupleTagList.of(HydrateEvents.DEAD_LETTERS)));
    hydrated.get(HydrateEvents.EVENTS).setCoder(EventCoder.of()).apply("KeepEvents", events);
    hydrated
        .get(HydrateEvents.DEAD_LETTERS)
        .setCoder(DeadLetterCoder.of())
        .apply("KeepDeadLetters", deadLetters);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return result;
  }

  private static HydrateFn fn(LookupTable table, ReferenceData data) {
    return new HydrateFn(List.of(new HydrateEvents.OpenTable(table, data)), DIMENSIONS);
  }

  private static LookupTable messages(LookupTable.Missing missing) {
    return Hydrating.table("messages", new ReferenceSource.CassandraTable("k", "t"), "message")
        .setMissing(missing)
        .build();
  }

  private static DeadLetter letter(int offset) {
    return new DeadLetter(
        "hydrate",
        "unknown-key",
        "The lookup 'messages' has no row for this event's key; add it and replay, or declare"
            + " missing: count.",
        Hydrating.record(offset));
  }

  private static Map<String, String> row(List<String> key) {
    return key.get(0).startsWith("unknown") ? Map.of() : Map.of("name", "name of " + key.get(0));
  }

  /** Answers nobody before it was asked for a number of keys, and each of them once. */
  private static final class AllAtOnce implements ReferenceData {
    private static final long serialVersionUID = 1L;

    private final int keys;
    private transient Map<List<String>, CompletableFuture<Map<String, String>>> asked = Map.of();

    private AllAtOnce(int keys) {
      this.keys = keys;
    }

    @Override
    public void open() {
      asked = new HashMap<>();
    }

    @Override
    public CompletableFuture<Map<String, String>> find(List<String> key) {
      CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
      if (asked.put(key, answer) != null) {
        throw new IllegalStateException("asked twice for " + key);
      }
      if (asked.size() == keys) {
        asked.forEach((one, waiting) -> waiting.complete(row(one)));
      }
      return answer;
    }

    @Override
    public void close() {}
  }

  /** Answers when somebody waits, and wants that not too many do. */
  private static final class OnlyWhenWaitedFor implements ReferenceData {
    private static final long serialVersionUID = 1L;

    private transient AtomicInteger open = new AtomicInteger();

    @Override
    public void open() {
      open = new AtomicInteger();
    }

    @Override
    public CompletableFuture<Map<String, String>> find(List<String> key) {
      if (open.incrementAndGet() > HydrateFn.MAX_WAITING) {
        throw new IllegalStateException("asked for too much at once");
      }
      return new CompletableFuture<>() {
        @Override
        public Map<String, String> get() throws InterruptedException, ExecutionException {
          if (key.get(0).equals("fails")) {
            completeExceptionally(new IllegalStateException("the table is gone"));
          } else {
            complete(row(key));
          }
          open.decrementAndGet();
          return super.get();
        }
      };
    }

    @Override
    public void close() {}
  }

  private static final class Never implements ReferenceData {
    private static final long serialVersionUID = 1L;

    @Override
    public void open() {}

    @Override
    public CompletableFuture<Map<String, String>> find(List<String> key) {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }

  private static final class NoOutput implements DoFn.MultiOutputReceiver {
    @Override
    public <T> DoFn.OutputReceiver<T> get(TupleTag<T> tag) {
      throw new AssertionError("nothing may come out");
    }

    @Override
    public <T> DoFn.OutputReceiver<Row> getRowReceiver(TupleTag<T> tag) {
      throw new AssertionError("nothing may come out");
    }
  }
}
