package io.quipu.simulation.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a schedule.
 *
 * @param failure what went wrong; null if nothing did
 * @param trace what happened, in words; empty unless it was asked for
 * @param places how many calls, elements and timers there were, at each of which the job could die
 * @param crashes how often the job died
 * @param fingerprint a hash of all that happened, the same for each run of the schedule
 */
public record Outcome(
    Schedule schedule,
    @Nullable String failure,
    List<String> trace,
    int places,
    int crashes,
    long fingerprint) {

  /** Whether something went wrong. */
  public boolean hasFailed() {
    return failure != null;
  }
}
