package io.quipu.simulation.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.TimerInternals;
import org.apache.beam.sdk.state.TimeDomain;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one key.
 *
 * <p>Unlike Beam's {@code InMemoryTimerInternals} it can be copied into a checkpoint, and it shows
 * an event-time timer either the watermark or the time of the current element. Runners differ in
 * this.
 */
public final class KeyTimers implements TimerInternals {

  /** What a timer can see of the operator that it belongs to. */
  public interface Clocks {
    /** The worker's clock. */
    Instant processingTime();

    /** What an event-time timer shows as its current time. */
    Instant eventTime();

    /** The operator's own watermark. */
    Instant outputWatermark();
  }

  private final Clocks clocks;
  private final Map<String, TimerData> timers = new LinkedHashMap<>();

  KeyTimers(Clocks clocks) {
    this.clocks = clocks;
  }

  /** All timers that are set. */
  public List<TimerData> all() {
    return new ArrayList<>(timers.values());
  }

  /** Whether no timer is set. */
  public boolean isEmpty() {
    return timers.isEmpty();
  }

  /** The first timer of a domain that is due now; null if no timer is due. */
  public @Nullable TimerData due(TimeDomain domain, Instant now) {
    TimerData first = null;
    for (TimerData timer : timers.values()) {
      if (timer.getDomain() == domain
          && !timer.getTimestamp().isAfter(now)
          && (first == null || timer.getTimestamp().isBefore(first.getTimestamp()))) {
        first = timer;
      }
    }
    return first;
  }

  /** Whether a timer of a domain is set. */
  public boolean has(TimeDomain domain) {
    for (TimerData timer : timers.values()) {
      if (timer.getDomain() == domain) {
        return true;
      }
    }
    return false;
  }

  /** The earliest time that a timer holds the watermark to. */
  public Instant hold() {
    Instant hold = Times.MAX;
    for (TimerData timer : timers.values()) {
      hold = Times.min(hold, timer.getOutputTimestamp());
    }
    return hold;
  }

  @Override
  public void setTimer(
      StateNamespace namespace,
      String timerId,
      String familyId,
      Instant target,
      Instant output,
      TimeDomain domain) {
    setTimer(TimerData.of(timerId, familyId, namespace, target, output, domain));
  }

  @Override
  @Deprecated
  public void setTimer(TimerData timer) {
    timers.put(name(timer), timer);
  }

  @Override
  public void deleteTimer(
      StateNamespace namespace, String timerId, String familyId, TimeDomain domain) {
    timers.remove(familyId + '/' + timerId);
  }

  @Override
  @Deprecated
  public void deleteTimer(StateNamespace namespace, String timerId, String familyId) {
    timers.remove(familyId + '/' + timerId);
  }

  @Override
  @Deprecated
  public void deleteTimer(TimerData timer) {
    timers.remove(name(timer));
  }

  @Override
  public Instant currentProcessingTime() {
    return clocks.processingTime();
  }

  @Override
  public Instant currentSynchronizedProcessingTime() {
    return clocks.processingTime();
  }

  @Override
  public Instant currentInputWatermarkTime() {
    return clocks.eventTime();
  }

  @Override
  public Instant currentOutputWatermarkTime() {
    return clocks.outputWatermark();
  }

  private static String name(TimerData timer) {
    return timer.getTimerFamilyId() + '/' + timer.getTimerId();
  }
}
