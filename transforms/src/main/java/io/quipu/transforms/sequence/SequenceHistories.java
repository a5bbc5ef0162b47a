package io.quipu.transforms.sequence;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.sequence.Fact;
import io.quipu.model.sequence.History;
import io.quipu.model.sequence.SequenceCounts;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.StepBatch;
import io.quipu.model.sequence.StepEvent;
import io.quipu.transforms.history.Histories;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds the steps of batches to histories, and finds out what changes. */
final class SequenceHistories implements Histories<StepBatch> {
  private final List<SequenceDefinition> sequences;
  private final List<String> meanings;
  private final Calendars calendars;
  private final Map<Fingerprint, Addition> additions = new LinkedHashMap<>();

  /** A history, and what comes to it. */
  private record Addition(String company, SequenceDefinition sequence, List<Fact> facts) {}

  private SequenceHistories(List<SequenceDefinition> sequences, TimeZones zones) {
    this.sequences = sequences;
    this.meanings = sequences.stream().map(SequenceDefinition::meaning).toList();
    this.calendars = new Calendars(zones);
  }

  static Factory<StepBatch> factory(List<SequenceDefinition> sequences, TimeZones zones) {
    List<SequenceDefinition> copy = List.copyOf(sequences);
    return () -> new SequenceHistories(copy, zones);
  }

  @Override
  public Set<Fingerprint> keys() {
    return additions.keySet();
  }

  @Override
  public void collect(StepBatch batch) {
    for (StepEvent event : batch.events()) {
      for (StepEvent.Step step : event.steps()) {
        SequenceDefinition sequence = sequences.get(step.sequence());
        additions
            .computeIfAbsent(
                Fingerprint.ofHistory(
                    event.company(),
                    sequence.name(),
                    meanings.get(step.sequence()),
                    event.customer()),
                key -> new Addition(event.company(), sequence, new ArrayList<>()))
            .facts()
            .add(event.fact(step));
      }
    }
  }

  @Override
  public long add(int month, Store store, Changes changes) {
    long kept = 0;
    for (Map.Entry<Fingerprint, Addition> entry : additions.entrySet()) {
      Addition addition = entry.getValue();
      byte[] stored = store.read(entry.getKey());
      History history = stored == null ? History.empty() : History.fromBytes(stored);
      List<Fact> before = List.copyOf(history.facts());
      long added = addition.facts().stream().filter(history::add).count();
      if (added > 0) {
        kept += added;
        store.write(entry.getKey(), history.toBytes());
        BucketCalendar calendar = calendars.of(addition.company());
        SequenceDefinition sequence = addition.sequence();
        SequenceCounts.difference(
                sequence, addition.company(), before, history.facts(), month, calendar)
            .forEach(increment -> changes.add(increment, month));
      }
    }
    additions.clear();
    return kept;
  }
}
