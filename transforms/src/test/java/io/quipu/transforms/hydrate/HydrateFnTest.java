package io.quipu.transforms.hydrate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.testing.Hydrating;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.testing.Outputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class HydrateFnTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<HydratedDimension> DIMENSIONS =
      List.of(new HydratedDimension("opened", "campaign", "messages", "name"));

  @Test
  void boundsWhatWaitsAndKeepsEachEventsTime() {
    int size = 3 * HydrateFn.MAX_WAITING;
    List<TimestampedValue<Event>> bundle = new ArrayList<>();
    List<TimestampedValue<Event>> expected = new ArrayList<>();
    List<TimestampedValue<DeadLetter>> refused = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      // Timestamps go up and down, so outputs are before and after the current element.
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

    Pipeline pipeline = Pipelines.create();
    PCollectionTuple hydrated =
        hydrate(
            pipeline,
            fn(messages(LookupTable.Missing.DEAD_LETTER), new OnlyWhenWaitedFor()),
            bundle);
    PAssert.that(hydrated.get(HydrateEvents.EVENTS).apply("EventTimes", Reify.timestamps()))
        .containsInAnyOrder(expected);
    PAssert.that(hydrated.get(HydrateEvents.DEAD_LETTERS).apply("LetterTimes", Reify.timestamps()))
        .containsInAnyOrder(refused);
    PipelineResult result = Outputs.run(pipeline);

    assertThat(Pipelines.counter(result, "hydrated"), is((long) expected.size()));
    assertThat(Pipelines.counter(result, "dead-letters"), is((long) refused.size()));
    assertThat(
        Pipelines.counter(result, "dead-letters.hydrate.unknown-key"), is((long) refused.size()));
    assertThat(Pipelines.counter(result, "hydrate-unknown"), is(0L));
  }

  @Test
  void failsIfALookupFailsInsteadOfCountingItAsUnknown() throws InterruptedException {
    LookupTable table = messages(LookupTable.Missing.COUNT);
    Event event = Hydrating.asking("messages", "fails").build();

    String failure = failure(fn(table, new OnlyWhenWaitedFor()), event);

    assertThat(failure, containsString("The lookup 'messages' cannot be answered: "));
    assertThat(failure, containsString("the table is gone"));
    HydrateFn hydrate = full(table, new OnlyWhenWaitedFor(), event);
    assertThrows(IllegalStateException.class, () -> hydrate.process(event, START, new NoOutput()));
  }

  @Test
  void saysThatALookupIsNotDeclared() {
    Event event = Hydrating.asking("mesages", "m-1").build();
    LookupTable table = messages(LookupTable.Missing.COUNT);
    assertThat(
        failure(fn(table, new OnlyWhenWaitedFor()), event),
        containsString("There is no lookup 'mesages'"));
  }

  /** A job that is cancelled during an outage must end. */
  @Test
  void canBeInterruptedWhileItWaits() throws InterruptedException {
    Event event = Hydrating.asking("messages", "m-1").build();
    HydrateFn hydrate = full(messages(LookupTable.Missing.COUNT), new Never(), event);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> hydrate.process(event, START, new NoOutput()));
    assertThat(Thread.interrupted(), equalTo(false));
  }

  private static PCollectionTuple hydrate(
      Pipeline pipeline, HydrateFn hydrate, List<TimestampedValue<Event>> bundle) {
    return pipeline
        .apply(
            Pipelines.oneBundle(TestStream.create(EventCoder.of()), bundle)
                .advanceWatermarkToInfinity())
        .apply(
            ParDo.of(hydrate)
                .withOutputTags(HydrateEvents.EVENTS, TupleTagList.of(HydrateEvents.DEAD_LETTERS)));
  }

  /** Why a pipeline with this event fails. */
  private static String failure(HydrateFn hydrate, Event event) {
    Pipeline pipeline = Pipelines.create();
    hydrate(pipeline, hydrate, List.of(TimestampedValue.of(event, START)));
    String message =
        assertThrows(Pipeline.PipelineExecutionException.class, pipeline::run).getMessage();
    return message == null ? "" : message;
  }

  /** A function in which the most allowed events wait; it has output none of them. */
  private static HydrateFn full(LookupTable table, ReferenceData data, Event event)
      throws InterruptedException {
    HydrateFn hydrate = fn(table, data);
    hydrate.setup();
    hydrate.start();
    for (int i = 1; i < HydrateFn.MAX_WAITING; i++) {
      hydrate.process(event, START, new NoOutput());
    }
    return hydrate;
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

  /** Answers only when the function waits, and fails if too many events wait. */
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
