package io.quipu.simulation.world;

import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.ReadPosition;
import io.quipu.transforms.progress.ProgressNotes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The notes of a run about its progress, in the simulated Cassandra. */
public final class SimulatedProgress implements ProgressNotes {
  private static final long serialVersionUID = 1L;

  private final int incarnation;

  /**
   * The notes of a run.
   *
   * @param incarnation the number of the run
   */
  public SimulatedProgress(int incarnation) {
    this.incarnation = incarnation;
  }

  @Override
  public void open() {
    World.current().call("connect to the notes about progress");
  }

  @Override
  public CompletionStage<Long> settleTime() {
    World world = World.current();
    world.call("ask until when rows are withheld");
    return CompletableFuture.completedFuture(
        world.tampering().settleTime(world.journal().settleTime(incarnation)));
  }

  @Override
  public CompletionStage<Void> notePosition(ReadPosition counted) {
    World world = World.current();
    return world.send(
        () -> "note that partition " + counted.partition() + " is counted to " + counted.offset(),
        () -> world.cassandra().counted().merge(counted.partition(), counted.offset(), Math::max));
  }

  @Override
  public CompletionStage<Void> noteLateness(String company, Lateness seen) {
    throw new UnsupportedOperationException("The simulated job does not parse.");
  }

  @Override
  public CompletionStage<Void> noteLetters(int hour, long waiting) {
    throw new UnsupportedOperationException("The simulated job has no dead letters.");
  }

  @Override
  public void close() {}
}
