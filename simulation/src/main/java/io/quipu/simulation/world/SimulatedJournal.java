package io.quipu.simulation.world;

import io.quipu.model.state.Shard;
import io.quipu.simulation.world.JournalTable.RunShard;
import io.quipu.transforms.journal.JournalEntry;
import io.quipu.transforms.journal.ShardJournal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The journal in the simulated Cassandra. */
public final class SimulatedJournal implements ShardJournal {
  private static final long serialVersionUID = 1L;

  private final int incarnation;

  /** Thrown where an attempt of an earlier run asks for a number. */
  public static final class RunEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunEndedException() {
      super("Another run has begun.", null, false, false);
    }
  }

  /**
   * The journal of a run.
   *
   * @param incarnation the number of the run
   */
  public SimulatedJournal(int incarnation) {
    this.incarnation = incarnation;
  }

  @Override
  public void open() {
    World.current().call("connect to the journal");
  }

  @Override
  public long incarnation() {
    return incarnation;
  }

  @Override
  public long nextNumber() {
    World.current().call("take a number for an owner");
    return World.current().journal().nextNumber(incarnation);
  }

  @Override
  public CompletionStage<Owner> take(Shard shard, long number) {
    World world = World.current();
    world.call("take over " + shard);
    return CompletableFuture.completedFuture(world.journal().take(of(shard), number));
  }

  @Override
  public CompletionStage<Map<Shard, Long>> owners(Set<Shard> shards) {
    World world = World.current();
    world.call("ask for the owners of " + shards);
    Map<Shard, Long> numbers = new HashMap<>();
    shards.forEach(shard -> numbers.put(shard, world.journal().owner(of(shard)).number()));
    return CompletableFuture.completedFuture(numbers);
  }

  @Override
  public CompletionStage<List<Shard>> taken(int number) {
    World world = World.current();
    world.call("ask for the shards with number " + number);
    return CompletableFuture.completedFuture(
        world.tampering().shards(world.journal().taken(incarnation, number)));
  }

  @Override
  public CompletionStage<Void> addHour(Shard shard, int hour) {
    World world = World.current();
    return world.send(
        () -> "add hour " + hour + " of " + shard, () -> world.journal().addHour(of(shard), hour));
  }

  @Override
  public CompletionStage<Void> append(Shard shard, JournalEntry entry) {
    World world = World.current();
    PendingWrite write =
        world.send(
            () -> "note entry " + entry.owner() + "/" + entry.sequence() + " of " + shard,
            () -> world.journal().append(of(shard), entry));
    return world.tampering().waitsForJournal() ? write : CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<List<JournalEntry>> read(Shard shard, int hour) {
    World world = World.current();
    world.call("read the journal of " + shard);
    return CompletableFuture.completedFuture(
        world.tampering().entries(world.journal().read(of(shard), hour)));
  }

  @Override
  public CompletionStage<Void> drop(Shard shard, int hour) {
    World world = World.current();
    return world.send(
        () -> "drop hour " + hour + " of " + shard, () -> world.journal().drop(of(shard), hour));
  }

  @Override
  public CompletionStage<Void> noteSettleTime(long time) {
    World world = World.current();
    return world.send(
        () -> "note that rows are withheld until " + time,
        () -> world.journal().noteSettleTime(incarnation, time));
  }

  @Override
  public void beat() {}

  @Override
  public void close() {}

  private RunShard of(Shard shard) {
    return new RunShard(incarnation, shard);
  }
}
