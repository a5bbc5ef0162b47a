package io.quipu.transforms.sequence;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.Increments;
import io.quipu.model.sequence.Fact;
import io.quipu.model.sequence.History;
import io.quipu.model.sequence.SequenceCounts;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.StepBatch;
import io.quipu.model.sequence.StepEvent;
import io.quipu.model.state.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds the steps of a batch to histories, and finds out what changes. Used in one thread. */
final class Histories {
  private final List<SequenceDefinition> sequences;
  private final List<String> meanings;
  private final Calendars calendars;
  private final int shards;

  /** A history, and what comes to it. */
  private record Addition(String company, SequenceDefinition sequence, List<Fact> facts) {}

  /** The facts that come to the histories of a shard, by the key of the history. */
  static final class Additions {
    private final Map<Fingerprint, Addition> byHistory = new LinkedHashMap<>();

    Set<Fingerprint> keys() {
      return byHistory.keySet();
    }
  }

  /** Reads and writes a history in its bytes. */
  interface Store {
    /** Returns null if there is none. */
    byte @Nullable [] read(Fingerprint key);

    void write(Fingerprint key, byte[] history);
  }

  Histories(List<SequenceDefinition> sequences, TimeZones zones, int shards) {
    this.sequences = sequences;
    this.meanings = sequences.stream().map(SequenceDefinition::meaning).toList();
    this.calendars = new Calendars(zones);
    this.shards = shards;
  }

  /** Collects the facts of batches by history. */
  void collect(StepBatch batch, Additions additions) {
    for (StepEvent event : batch.events()) {
      for (StepEvent.Step step : event.steps()) {
        SequenceDefinition sequence = sequences.get(step.sequence());
        additions
            .byHistory
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

  /**
   * Adds facts to their histories, and what changes to the increments of the counters' shards.
   *
   * @return how many facts were new
   */
  long add(Additions additions, int month, Store store, Map<Shard, Increments> increments) {
    long kept = 0;
    for (Map.Entry<Fingerprint, Addition> entry : additions.byHistory.entrySet()) {
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
            .forEach(increment -> add(increment, month, increments));
      }
    }
    return kept;
  }

  private void add(Increment increment, int month, Map<Shard, Increments> increments) {
    increments
        .computeIfAbsent(Shard.of(month, increment.counter(), shards), shard -> new Increments())
        .add(increment);
  }

  /** No increments yet. */
  static Map<Shard, Increments> noIncrements() {
    return new HashMap<>();
  }
}
