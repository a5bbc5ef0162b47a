package io.quipu.transforms.parse;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.RawRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Parses records one by one, and adds its counts to the metrics once per bundle. */
final class ParseFn extends DoFn<RawRecord, Event> {
  private static final long serialVersionUID = 1L;

  private final Catalog catalog;
  private transient @Nullable EventParser parser;
  private transient long parsed;
  private transient long ignored;
  private transient long propertiesLeftOut;
  private transient Map<String, Long> deadLetters;
  private transient LateEvents lateEvents;
  private transient LatenessParts latenessParts;
  private transient Instant last;

  ParseFn(Catalog catalog) {
    this.catalog = catalog;
    this.deadLetters = new HashMap<>();
    this.lateEvents = new LateEvents();
    this.latenessParts = new LatenessParts(catalog.timeZones());
    this.last = BoundedWindow.TIMESTAMP_MIN_VALUE;
  }

  @Setup
  public void setup() {
    parser = new EventParser(catalog);
    deadLetters = new HashMap<>();
    lateEvents = new LateEvents();
    latenessParts = new LatenessParts(catalog.timeZones());
  }

  @StartBundle
  public void startBundle() {
    parsed = 0;
    ignored = 0;
    propertiesLeftOut = 0;
    deadLetters.clear();
    lateEvents.clear();
  }

  @ProcessElement
  public void process(@Element RawRecord record, @Timestamp Instant time, MultiOutputReceiver out) {
    last = time;
    ParseResult result = Objects.requireNonNull(parser).parse(record);
    DeadLetter deadLetter = result.deadLetter();
    if (deadLetter != null) {
      deadLetters.merge(deadLetter.reason(), 1L, Long::sum);
      out.get(ParseEvents.DEAD_LETTERS).output(deadLetter);
    } else if (result.ignored()) {
      ignored++;
    } else {
      parsed++;
      propertiesLeftOut += result.propertiesLeftOut();
      lateEvents.add(result.lateMillis());
      latenessParts.add(result.events().get(0), record.streamTime(), result.lateMillis());
      for (Event event : result.events()) {
        out.get(ParseEvents.EVENTS).output(event);
      }
    }
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    count("parsed", parsed);
    count("ignored", ignored);
    count("properties-left-out", propertiesLeftOut);
    long refused = 0;
    for (Map.Entry<String, Long> reason : deadLetters.entrySet()) {
      count("dead-letters.parse." + reason.getKey(), reason.getValue());
      refused += reason.getValue();
    }
    count("dead-letters", refused);
    lateEvents.report();
    latenessParts.output(
        (company, part) ->
            context.output(
                ParseEvents.LATENESS, KV.of(company, part), last, GlobalWindow.INSTANCE));
  }

  static void count(String name, long number) {
    if (number > 0) {
      Metrics.counter("quipu", name).inc(number);
    }
  }
}
