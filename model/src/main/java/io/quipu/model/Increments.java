package io.quipu.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds up increments of one {@link Shard}, counter by counter: what lifts the combine into a bundle
 * and what merges a window. Not thread-safe.
 */
public final class Increments {
  private static final int VERSION = 1;

  /** The statistic too: after a change of the catalog a counter's batches may differ in it. */
  private record Key(Fingerprint counter, Statistic statistic) {
    @Override
    public int hashCode() {
      return counter.hashCode();
    }
  }

  private record Scope(String company, Statistic statistic) {}

  private final Map<Key, Increment> increments = new LinkedHashMap<>();

  /** Adds one to the event's i-th counter; see {@link Event#counters}. */
  public void add(CheckedEvent checked, int i) {
    Event event = checked.event();
    Key key = new Key(event.counter(i), event.statistic());
    Increment increment = increments.get(key);
    if (increment == null) {
      boolean whole = i == event.size();
      increment =
          new Increment(
              event.company(),
              event.statistic(),
              whole ? "" : event.dimension(i),
              whole ? "" : event.value(i),
              key.counter(),
              CounterPage.empty(event.statistic().sums()));
      increments.put(key, increment);
    }
    increment.page().add(event, checked.uniqueIn(i));
  }

  /**
   * Adds all increments of a batch of the same shard.
   *
   * @throws IllegalArgumentException if the batch is of another format version
   */
  public void add(IncrementBatch batch) {
    ByteReader in = new ByteReader(batch.bytes());
    in.expectVersion(VERSION, "The batch of increments");
    Scope[] scopes = new Scope[in.readVarInt()];
    for (int i = 0; i < scopes.length; i++) {
      scopes[i] = new Scope(in.readString(), Statistic.read(in));
    }
    int count = in.readVarInt();
    for (int i = 0; i < count; i++) {
      Scope scope = scopes[in.readVarInt()];
      Increment increment =
          new Increment(
              scope.company(),
              scope.statistic(),
              in.readString(),
              in.readString(),
              new Fingerprint(in.readLong(), in.readLong()),
              CounterPage.readHours(scope.statistic().sums(), in));
      add(increment);
    }
    in.expectEnd("The batch of increments");
  }

  /** The increments so far, one for each counter and statistic. */
  public Collection<Increment> all() {
    return increments.values();
  }

  /** How many counters have increments. */
  public int size() {
    return increments.size();
  }

  /** All increments so far as one batch. */
  public IncrementBatch toBatch() {
    Map<Scope, Integer> scopes = new HashMap<>();
    ByteWriter front = new ByteWriter(64);
    ByteWriter counters = new ByteWriter(48 * increments.size());
    counters.writeVarInt(increments.size());
    for (Increment increment : increments.values()) {
      Scope scope = new Scope(increment.company(), increment.statistic());
      Integer number = scopes.get(scope);
      if (number == null) {
        number = scopes.size();
        scopes.put(scope, number);
        front.writeString(scope.company());
        scope.statistic().write(front);
      }
      counters.writeVarInt(number);
      counters.writeString(increment.dimension());
      counters.writeString(increment.value());
      counters.writeLong(increment.counter().high());
      counters.writeLong(increment.counter().low());
      increment.page().writeHours(counters);
    }
    byte[] frontBytes = front.toBytes();
    byte[] counterBytes = counters.toBytes();
    ByteWriter out = new ByteWriter(frontBytes.length + counterBytes.length + 8);
    out.writeByte(VERSION);
    out.writeVarInt(scopes.size());
    out.writeRaw(frontBytes, 0, frontBytes.length);
    out.writeRaw(counterBytes, 0, counterBytes.length);
    return new IncrementBatch(out.toBytes());
  }

  private void add(Increment increment) {
    Increment known =
        increments.putIfAbsent(new Key(increment.counter(), increment.statistic()), increment);
    if (known != null) {
      known.page().add(increment.page());
    }
  }
}
