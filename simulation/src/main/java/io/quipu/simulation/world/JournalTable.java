package io.quipu.simulation.world;

import io.quipu.model.state.Shard;
import io.quipu.store.counts.RowVersion;
import io.quipu.transforms.journal.JournalEntry;
import io.quipu.transforms.journal.ShardJournal.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The owners of shards and the journal, as Cassandra holds them. */
final class JournalTable {

  /** A shard of a run. */
  record RunShard(int incarnation, Shard shard) {}

  private record Hour(RunShard shard, int hour) {}

  private record EntryKey(long owner, long sequence) {}

  private final Map<RunShard, Owner> owners = new LinkedHashMap<>();
  private final Map<Hour, Map<EntryKey, JournalEntry>> entries = new HashMap<>();
  private final Map<Integer, Long> settleTimes = new HashMap<>();
  private long lastNumber = RowVersion.FIRST_OWNER - 1;
  private int lastIncarnation;

  /** Begins a run: from now on, it alone gets numbers. */
  void begin(int incarnation) {
    lastIncarnation = incarnation;
    lastNumber++;
  }

  long nextNumber(int incarnation) {
    if (incarnation != lastIncarnation) {
      throw new SimulatedJournal.RunEndedException();
    }
    return ++lastNumber;
  }

  Owner owner(RunShard shard) {
    return owners.getOrDefault(shard, Owner.NOBODY);
  }

  Owner take(RunShard shard, long number) {
    Owner before = owner(shard);
    if (before.number() < number) {
      owners.put(shard, new Owner(number, before.hours(), before.dropped()));
    }
    return owner(shard);
  }

  List<Shard> taken(int incarnation, int number) {
    List<Shard> shards = new ArrayList<>();
    for (RunShard shard : owners.keySet()) {
      if (shard.incarnation() == incarnation && shard.shard().number() == number) {
        shards.add(shard.shard());
      }
    }
    return shards;
  }

  void addHour(RunShard shard, int hour) {
    owners.computeIfPresent(
        shard,
        (key, owner) -> {
          NavigableSet<Integer> hours = new TreeSet<>(owner.hours());
          hours.add(hour);
          return new Owner(owner.number(), hours, owner.dropped());
        });
  }

  void append(RunShard shard, JournalEntry entry) {
    entries
        .computeIfAbsent(new Hour(shard, entry.hour()), hour -> new LinkedHashMap<>())
        .put(new EntryKey(entry.owner(), entry.sequence()), entry);
  }

  void noteSettleTime(int incarnation, long time) {
    settleTimes.merge(incarnation, time, Math::max);
  }

  long settleTime(int incarnation) {
    return settleTimes.getOrDefault(incarnation, Long.MIN_VALUE);
  }

  List<JournalEntry> read(RunShard shard, int hour) {
    return List.copyOf(entries.getOrDefault(new Hour(shard, hour), Map.of()).values());
  }

  void drop(RunShard shard, int hour) {
    entries.remove(new Hour(shard, hour));
    owners.computeIfPresent(
        shard,
        (key, owner) -> {
          NavigableSet<Integer> hours = new TreeSet<>(owner.hours());
          hours.remove(hour);
          return new Owner(owner.number(), hours, Math.max(hour, owner.dropped()));
        });
  }
}
