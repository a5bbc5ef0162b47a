package io.quipu.simulation.schedule;

import io.quipu.simulation.oracle.Recount;
import io.quipu.simulation.world.SentEvent;
import io.quipu.simulation.world.SimulatedLog.LogRecord;
import io.quipu.simulation.world.World;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Sends the events of a schedule, and adds each to the recount. */
final class Producer {
  private final Choices choices;
  private final World world;
  private final Trace trace;
  private final Iterator<SentEvent> events;
  private final Recount sent = new Recount();

  Producer(Choices choices, World world, Trace trace, Iterator<SentEvent> events) {
    this.choices = choices;
    this.world = world;
    this.trace = trace;
    this.events = events;
  }

  /** The recount of all events that were sent. */
  Recount sent() {
    return sent;
  }

  /** Sends the next event; returns false if there are no more. */
  boolean send() {
    if (!events.hasNext()) {
      return false;
    }
    SentEvent event = events.next();
    world.pass(1);
    int partition = choices.below(world.log().partitions());
    trace.add(() -> "Partition " + partition + " gets " + event + ".");
    sent.add(event, category(event), partition);
    // The broker's clock may be behind that of a worker, so a record can be late.
    long appendTime = world.millis() + world.log().clock() - 1_000L * choices.below(3);
    world.log().append(partition, new LogRecord(event, appendTime));
    return true;
  }

  private @Nullable String category(SentEvent event) {
    return event.product() == null ? null : world.categories().get(event.product());
  }
}
