package io.quipu.transforms.trigger;

import dev.cel.runtime.CelEvaluationException;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.counter.CountRow;
import io.quipu.model.trigger.Firing;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.model.trigger.TriggerPage;
import io.quipu.model.trigger.TriggerPage.Mark;
import io.quipu.model.trigger.TriggerPage.Place;
import io.quipu.transforms.trigger.TriggerIndex.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks whether the triggers of one counter fire. It knows no Beam. */
final class CounterWatch {
  /** State is kept a little longer than it is needed, because rows come slightly out of order. */
  private static final long SLACK_MS = Duration.ofHours(1).toMillis();

  private final List<Trigger> triggers;
  private final TriggerPage page;
  private final CompanyClock clock;
  private final StoredRows stored;
  private final Consumer<Firing> fired;

  /** The rows of previous buckets that the page does not have. */
  @FunctionalInterface
  interface StoredRows {
    /** Returns the row of the same counter in another bucket; null if nothing was counted. */
    @Nullable CountRow read(CountRow counter, Place place) throws InterruptedException;
  }

  /**
   * @param triggers all triggers of the counter
   * @param page what they remember
   * @param clock the clock of the company
   * @param fired takes the firings
   */
  CounterWatch(
      List<Trigger> triggers,
      TriggerPage page,
      CompanyClock clock,
      StoredRows stored,
      Consumer<Firing> fired) {
    this.triggers = triggers;
    this.page = page;
    this.clock = clock;
    this.stored = stored;
    this.fired = fired;
  }

  /** Looks at a row that has changed. */
  void changed(CountRow row, long time) throws InterruptedException {
    Place place = place(row);
    if (any(trigger -> trigger.keepsRowsOf(row.resolution()))) {
      CountRow known = page.row(place);
      if (known != null && isAfter(known, row)) {
        return;
      }
      page.keep(place, row, end(next(place)) + SLACK_MS);
    }
    for (Trigger trigger : triggers) {
      if (trigger.definition().silence() != null) {
        endSilence(trigger.definition(), time);
      } else {
        if (trigger.definition().resolution() == row.resolution()) {
          look(trigger, row, time);
        }
        if (trigger.condition().previous().contains(row.resolution())) {
          lookAfter(trigger, place, time);
        }
      }
    }
  }

  private static boolean isAfter(CountRow known, CountRow row) {
    return known.owner() > row.owner()
        || (known.owner() == row.owner() && known.changes() > row.changes());
  }

  /** A new silence in the same bucket can fire again, if the trigger is to be armed again. */
  private void endSilence(TriggerDefinition definition, long time) {
    page.changedAt(time);
    Place place = lastPlace(definition);
    Mark mark = page.mark(place, definition.name());
    if (definition.rearms() && !mark.armed()) {
      mark(definition, place, new Mark(mark.number(), true, mark.failed()), time);
    }
  }

  /** The bucket of the last change, by stream time. */
  private Place lastPlace(TriggerDefinition definition) {
    Instant last = Instant.ofEpochMilli(page.lastChange());
    return new Place(
        definition.resolution(), clock.bucketStart(definition.resolution(), last).toEpochMilli());
  }

  /** Looks at the buckets that this one is the previous one of. */
  private void lookAfter(Trigger trigger, Place changed, long time) throws InterruptedException {
    for (CountRow row : page.rows(trigger.definition().resolution())) {
      if (previous(changed.resolution(), row.bucketStart()).equals(changed)) {
        look(trigger, row, time);
      }
    }
  }

  /**
   * Looks for silence that began with the last change.
   *
   * @param now the stream time
   */
  void lookForSilence(CountRow counter, long now) throws InterruptedException {
    long from = page.lookedUntil();
    for (Trigger trigger : triggers) {
      long due = silenceEnds(trigger.definition());
      if (due > from && due <= now) {
        look(trigger, numbers(counter, lastPlace(trigger.definition())), now);
      }
    }
    page.lookedUntil(now);
  }

  /** When somebody must look again, because of silence or of expiry; NEVER if nobody must. */
  long nextLook() {
    long next = page.nextExpiry();
    for (Trigger trigger : triggers) {
      long due = silenceEnds(trigger.definition());
      if (due > page.lookedUntil() && (next == TriggerPage.NEVER || due < next)) {
        next = due;
      }
    }
    return next;
  }

  /** Whether a timer may fire a trigger. */
  boolean awaitsSilence() {
    return any(trigger -> silenceEnds(trigger.definition()) > page.lookedUntil());
  }

  private long silenceEnds(TriggerDefinition definition) {
    return definition.silence() == null || page.lastChange() == TriggerPage.NEVER
        ? TriggerPage.NEVER
        : page.lastChange() + definition.silence().toMillis();
  }

  private void look(Trigger trigger, CountRow row, long time) throws InterruptedException {
    TriggerDefinition definition = trigger.definition();
    Place place = place(row);
    boolean late = definition.silence() == null && time >= end(place);
    Mark mark = page.mark(place, definition.name());
    if ((late && time >= latest(definition, place)) || !(mark.armed() || definition.rearms())) {
      return;
    }
    Map<Resolution, CountRow> before = new EnumMap<>(Resolution.class);
    for (Resolution resolution : trigger.condition().previous()) {
      before.put(resolution, numbers(row, previous(resolution, row.bucketStart())));
    }
    try {
      boolean isTrue = trigger.condition().isTrue(row, before);
      if (isTrue && mark.armed()) {
        int number = mark.number() + 1;
        mark(definition, place, new Mark(number, false, mark.failed()), time);
        fired.accept(new Firing(definition.name(), number, row, late, time, null));
      } else if (!isTrue && !mark.armed() && definition.silence() == null) {
        mark(definition, place, new Mark(mark.number(), true, mark.failed()), time);
      }
    } catch (CelEvaluationException e) {
      // Once for each bucket, because the next row has probably no value either.
      if (!mark.failed()) {
        mark(definition, place, new Mark(mark.number(), mark.armed(), true), time);
        fired.accept(
            new Firing(
                definition.name(), 0, row, late, time, Objects.toString(e.getMessage(), "")));
      }
    }
  }

  private void mark(TriggerDefinition definition, Place place, Mark mark, long time) {
    page.mark(place, definition.name(), mark, Math.max(time, latest(definition, place)) + SLACK_MS);
  }

  /** The stream time from which a trigger does not fire any more for a bucket. */
  private long latest(TriggerDefinition definition, Place place) {
    return end(place) + definition.lateness().toMillis();
  }

  /** The numbers of a bucket; zeros if nothing was counted. */
  private CountRow numbers(CountRow counter, Place place) throws InterruptedException {
    CountRow known = page.row(place);
    if (known != null) {
      return known;
    }
    CountRow found = stored.read(counter, place);
    CountRow row = found == null ? nothing(counter, place) : found;
    page.keep(place, row, end(next(place)) + SLACK_MS);
    return row;
  }

  private static CountRow nothing(CountRow counter, Place place) {
    return new CountRow(
        counter.company(),
        counter.customer(),
        counter.statistic(),
        counter.dimension(),
        counter.value(),
        place.resolution(),
        counter.year(),
        place.start(),
        0,
        counter.uniques() == null ? null : Long.valueOf(0),
        Map.of());
  }

  /** The bucket of a resolution before the one that an instant is in. */
  private Place previous(Resolution resolution, long instant) {
    Instant start = clock.bucketStart(resolution, Instant.ofEpochMilli(instant));
    return new Place(
        resolution, clock.bucketStart(resolution, start.minusMillis(1)).toEpochMilli());
  }

  private static Place place(CountRow row) {
    return new Place(row.resolution(), row.bucketStart());
  }

  private boolean any(Predicate<Trigger> test) {
    return triggers.stream().anyMatch(test);
  }

  private Place next(Place place) {
    return new Place(place.resolution(), end(place));
  }

  private long end(Place place) {
    return clock.bucketEnd(place.resolution(), Instant.ofEpochMilli(place.start())).toEpochMilli();
  }
}
