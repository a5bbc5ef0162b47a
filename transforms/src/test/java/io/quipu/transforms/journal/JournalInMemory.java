package io.quipu.transforms.journal;

import io.quipu.model.state.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A journal that answers at once. */
final class JournalInMemory implements ShardJournal {
  private static final long serialVersionUID = 1L;

  private final transient Map<Shard, Owner> owners = new HashMap<>();
  private final transient Map<Shard, List<JournalEntry>> entries = new HashMap<>();
  private long last;

  @Override
  public void open() {}

  @Override
  public long incarnation() {
    return 1;
  }

  @Override
  public long nextNumber() {
    return ++last;
  }

  @Override
  public CompletionStage<Owner> take(Shard shard, long number) {
    Owner now = owners.getOrDefault(shard, Owner.NOBODY);
    if (now.number() < number) {
      owners.put(shard, new Owner(number, now.hours(), now.dropped()));
    }
    return CompletableFuture.completedFuture(owners.get(shard));
  }

  @Override
  public CompletionStage<Map<Shard, Long>> owners(Set<Shard> shards) {
    Map<Shard, Long> numbers = new HashMap<>();
    owners.forEach((shard, owner) -> numbers.put(shard, owner.number()));
    numbers.keySet().retainAll(shards);
    return CompletableFuture.completedFuture(numbers);
  }

  @Override
  public CompletionStage<List<Shard>> taken(int number) {
    return CompletableFuture.completedFuture(
        owners.keySet().stream().filter(shard -> shard.number() == number).toList());
  }

  @Override
  public CompletionStage<Void> addHour(Shard shard, int hour) {
    change(shard, hour, true);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> append(Shard shard, JournalEntry entry) {
    entries.computeIfAbsent(shard, key -> new ArrayList<>()).add(entry);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<List<JournalEntry>> read(Shard shard, int hour) {
    return CompletableFuture.completedFuture(
        entries.getOrDefault(shard, List.of()).stream()
            .filter(entry -> entry.hour() == hour)
            .toList());
  }

  @Override
  public CompletionStage<Void> drop(Shard shard, int hour) {
    change(shard, hour, false);
    entries.getOrDefault(shard, new ArrayList<>()).removeIf(entry -> entry.hour() == hour);
    return CompletableFuture.completedFuture(null);
  }

  private void change(Shard shard, int hour, boolean add) {
    Owner now = owners.getOrDefault(shard, Owner.NOBODY);
    NavigableSet<Integer> hours = new TreeSet<>(now.hours());
    if (add) {
      hours.add(hour);
    } else {
      hours.remove(hour);
    }
    owners.put(shard, new Owner(now.number(), hours, add ? now.dropped() : hour));
  }

  @Override
  public CompletionStage<Void> noteSettleTime(long time) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void beat() {}

  @Override
  public void close() {}
}
