package io.quipu.simulation.world;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A write on its way. It takes effect when its sender waits for it, or earlier, or, if the sender
 * dies, later or never.
 */
public final class PendingWrite extends CompletableFuture<Void> {
  private final World world;
  private final Supplier<String> what;
  private final Runnable apply;
  private final Object sender;

  PendingWrite(World world, Supplier<String> what, Object sender, Runnable apply) {
    this.world = world;
    this.what = what;
    this.sender = sender;
    this.apply = apply;
  }

  /** What is written, in words. */
  public String what() {
    return what.get();
  }

  /** The attempt that sent it. */
  public Object sender() {
    return sender;
  }

  /** Lets it take effect. */
  public void land() {
    apply.run();
    complete(null);
  }

  /** The same write once more, as a copy that comes late. */
  PendingWrite repeated() {
    return new PendingWrite(world, what, sender, apply);
  }

  /** Waits until the write is durable. Here the sender may die, or the answer may not come. */
  @Override
  public Void get() {
    world.await(this);
    return null;
  }
}
