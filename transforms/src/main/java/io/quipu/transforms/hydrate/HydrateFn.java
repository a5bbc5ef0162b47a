package io.quipu.transforms.hydrate;

import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBuilder;
import io.quipu.model.event.Lookup;
import io.quipu.model.event.RawRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Makes the lookups of a bundle's events, all at the same time, and outputs the hydrated events.
 */
final class HydrateFn extends DoFn<Event, Event> {
  private static final long serialVersionUID = 1L;

  /**
   * How many events may wait at once: requests in flight are limited, and a bundle can be very
   * long.
   */
  static final int MAX_WAITING = 256;

  private final List<HydrateEvents.OpenTable> tables;
  private final List<HydratedDimension> dimensions;
  private transient Map<String, HydrateEvents.OpenTable> byName;
  private transient Queue<Waiting> waiting;
  private transient LookedUpValues values;
  private transient Counts counts;

  private record Waiting(
      Event event, Instant time, List<CompletableFuture<Map<String, String>>> answers) {
    boolean isAnswered() {
      return answers.stream().allMatch(CompletableFuture::isDone);
    }
  }

  /** Where a hydrated event, or its dead letter, goes. */
  private interface Outputs {
    void event(Event event);

    void deadLetter(DeadLetter letter);
  }

  /** A bundle's numbers. */
  private static final class Counts {
    private long hydrated;
    private long unknown;
    private long tooLong;
    private long deadLetters;
    private long cacheHits;
    private long cacheMisses;
  }

  HydrateFn(List<HydrateEvents.OpenTable> tables, List<HydratedDimension> dimensions) {
    this.tables = List.copyOf(tables);
    this.dimensions = List.copyOf(dimensions);
    this.byName = new HashMap<>();
    this.values = new LookedUpValues(this.dimensions);
    this.waiting = new ArrayDeque<>();
    this.counts = new Counts();
  }

  /**
   * An event that waited keeps its timestamp, which can be earlier than that of the current
   * element. Nothing is late in the global window, so no event is dropped.
   */
  @Override
  @SuppressWarnings("deprecation") // Deprecated as a warning of late data.
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }

  @Setup
  public void setup() throws InterruptedException {
    values = new LookedUpValues(dimensions);
    byName = new HashMap<>();
    for (HydrateEvents.OpenTable table : tables) {
      table.data().open();
      byName.put(table.table().name(), table);
    }
  }

  @StartBundle
  public void start() {
    waiting = new ArrayDeque<>();
    counts = new Counts();
  }

  @ProcessElement
  public void process(@Element Event event, @Timestamp Instant time, MultiOutputReceiver out)
      throws InterruptedException {
    if (event.lookups().isEmpty()) {
      out.get(HydrateEvents.EVENTS).output(withCustomer(event));
      return;
    }
    Waiting asked = ask(event, time);
    if (asked.isAnswered()) {
      counts.cacheHits++;
      hydrate(asked, outputs(asked, out));
      return;
    }
    counts.cacheMisses++;
    waiting.add(asked);
    if (waiting.size() == MAX_WAITING) {
      Waiting longest = waiting.remove();
      hydrate(longest, outputs(longest, out));
    }
  }

  @FinishBundle
  public void finish(FinishBundleContext context) throws InterruptedException {
    for (Waiting one : waiting) {
      hydrate(one, outputs(one, context));
    }
    waiting.clear();
    report();
  }

  @Teardown
  public void teardown() {
    tables.forEach(table -> table.data().close());
  }

  private Waiting ask(Event event, Instant time) {
    List<CompletableFuture<Map<String, String>>> answers = new ArrayList<>();
    for (Lookup lookup : event.lookups()) {
      answers.add(table(lookup).data().find(lookup.key()));
    }
    return new Waiting(event, time, answers);
  }

  private HydrateEvents.OpenTable table(Lookup lookup) {
    return Objects.requireNonNull(
        byName.get(lookup.table()), () -> "There is no lookup '" + lookup.table() + "'.");
  }

  private void hydrate(Waiting asked, Outputs out) throws InterruptedException {
    Event event = asked.event();
    EventBuilder hydrated = event.toBuilder().lookups(List.of());
    boolean allKnown = true;
    for (int i = 0; i < asked.answers().size(); i++) {
      Lookup lookup = event.lookups().get(i);
      Map<String, String> row = await(lookup, asked.answers().get(i));
      if (row.isEmpty() && table(lookup).table().missing() == LookupTable.Missing.DEAD_LETTER) {
        refuse(event, lookup, out);
        return;
      }
      allKnown &= !row.isEmpty();
      counts.tooLong += values.add(event, lookup, row, hydrated::value);
    }
    counts.hydrated++;
    counts.unknown += allKnown ? 0 : 1;
    out.event(withCustomer(hydrated.build()));
  }

  /**
   * Waits for an answer. The wait can be interrupted, so a job can be cancelled during an outage.
   */
  private static Map<String, String> await(
      Lookup lookup, CompletableFuture<Map<String, String>> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The lookup '" + lookup.table() + "' cannot be answered: " + e.getCause(), e);
    }
  }

  private static Event withCustomer(Event event) {
    String email = event.email();
    if (email == null && event.origin() == null) {
      return event;
    }
    EventBuilder known = event.toBuilder().email(null).origin(null);
    if (email != null && event.customer() == null) {
      known.customer(EmailCustomer.id(event.company(), email));
    }
    return known.build();
  }

  /**
   * Refuses an event. All events of the record are refused, but only the event that carries the
   * record makes a dead letter.
   */
  private void refuse(Event event, Lookup lookup, Outputs out) {
    RawRecord record = event.origin();
    if (record != null) {
      counts.deadLetters++;
      out.deadLetter(
          new DeadLetter(
              "hydrate",
              "unknown-key",
              "The lookup '"
                  + lookup.table()
                  + "' has no row for this event's key; add it and replay, or declare missing:"
                  + " count.",
              record));
    }
  }

  private static Outputs outputs(Waiting asked, MultiOutputReceiver out) {
    return new Outputs() {
      @Override
      public void event(Event event) {
        out.get(HydrateEvents.EVENTS).outputWithTimestamp(event, asked.time());
      }

      @Override
      public void deadLetter(DeadLetter letter) {
        out.get(HydrateEvents.DEAD_LETTERS).outputWithTimestamp(letter, asked.time());
      }
    };
  }

  private static Outputs outputs(Waiting asked, FinishBundleContext context) {
    return new Outputs() {
      @Override
      public void event(Event event) {
        context.output(HydrateEvents.EVENTS, event, asked.time(), GlobalWindow.INSTANCE);
      }

      @Override
      public void deadLetter(DeadLetter letter) {
        context.output(HydrateEvents.DEAD_LETTERS, letter, asked.time(), GlobalWindow.INSTANCE);
      }
    };
  }

  private void report() {
    count("hydrated", counts.hydrated);
    count("hydrate-unknown", counts.unknown);
    count("hydrate-too-long", counts.tooLong);
    count("dead-letters", counts.deadLetters);
    count("dead-letters.hydrate.unknown-key", counts.deadLetters);
    count("lookup-cache-hits", counts.cacheHits);
    count("lookup-cache-misses", counts.cacheMisses);
  }

  private static void count(String name, long number) {
    if (number > 0) {
      Metrics.counter("quipu", name).inc(number);
    }
  }
}
