package io.quipu.simulation.world;

import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that never shows a time twice, so that the numbers of pages are the same in each run. */
public final class SimulatedClock extends Clock implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The clock of the current world. */
  public SimulatedClock() {}

  @Override
  public long millis() {
    return World.current().tick();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SimulatedClock;
  }

  @Override
  public int hashCode() {
    return SimulatedClock.class.getName().hashCode();
  }
}
