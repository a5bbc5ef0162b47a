package io.quipu.transforms.unique;

import io.quipu.model.calendar.LocalHour;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.UniqueIn;
import io.quipu.model.state.UniquenessPage;
import org.jspecify.annotations.Nullable;

/** Checks one event against its page, and adds it to the page. */
final class EventCheck {
  private final boolean uniqueness;
  private boolean changed;

  /**
   * @param uniqueness whether to count different customers; if not, only ids are checked
   */
  EventCheck(boolean uniqueness) {
    this.uniqueness = uniqueness;
  }

  /** An event that needs no page: it is counted, and unique in nothing. */
  static CheckedEvent withoutPage(Event event) {
    return new CheckedEvent(event, new byte[event.counters()]);
  }

  /** Returns the event with what it is unique in; null if its id was counted before. */
  @Nullable CheckedEvent check(Event event, UniquenessPage page) {
    changed = false;
    if (event.id() != Event.NO_ID) {
      if (!page.addId(event.id())) {
        return null;
      }
      changed = true;
    }
    byte[] uniqueIn = new byte[event.counters()];
    if (uniqueness && event.statistic().uniques() && event.customer() != null) {
      add(event, page, uniqueIn);
    }
    return new CheckedEvent(event, uniqueIn);
  }

  /** Whether the last check changed the page. */
  boolean hasChanged() {
    return changed;
  }

  private void add(Event event, UniquenessPage page, byte[] uniqueIn) {
    int hour = LocalHour.code(event.localHour());
    for (int i = 0; i < uniqueIn.length; i++) {
      int flags = page.add(event.counter(i).low(), hour);
      uniqueIn[i] = (byte) flags;
      changed |= flags != UniqueIn.NONE;
    }
  }
}
