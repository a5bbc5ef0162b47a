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
  private transient Lateness lateness;

  ParseFn(Catalog catalog) {
    this.catalog = catalog;
    this.deadLetters = new HashMap<>();
    this.lateness = new Lateness();
  }

  @Setup
  public void setup() {
    parser = new EventParser(catalog);
    deadLetters = new HashMap<>();
    lateness = new Lateness();
  }

  @StartBundle
  public void startBundle() {
    parsed = 0;
    ignored = 0;
    propertiesLeftOut = 0;
    deadLetters.clear();
    lateness.clear();
  }

  @ProcessElement
  public void process(@Element RawRecord record, MultiOutputReceiver out) {
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
      lateness.add(result.lateMillis());
      for (Event event : result.events()) {
        out.get(ParseEvents.EVENTS).output(event);
      }
    }
  }

  @FinishBundle
  public void finishBundle() {
    count("parsed", parsed);
    count("ignored", ignored);
    count("properties-left-out", propertiesLeftOut);
    long refused = 0;
    for (Map.Entry<String, Long> reason : deadLetters.entrySet()) {
      count("dead-letters.parse." + reason.getKey(), reason.getValue());
      refused += reason.getValue();
    }
    count("dead-letters", refused);
    lateness.report();
  }

  static void count(String name, long number) {
    if (number > 0) {
      Metrics.counter("quipu", name).inc(number);
    }
  }
}
