package io.quipu.model.limit;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.Event;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which values count under their own names: the first ones that come, up to the limit of
 * their dimension. A value that was admitted stays so. Used for one batch of events of a month, in
 * one thread.
 */
public final class Admissions {

  /** Where the pages of the month are. */
  public interface Pages {
    /** Returns a page; null if it was never written. */
    byte @Nullable [] read(Fingerprint key);
  }

  private final ValueLimits limits;
  private final Pages pages;
  private final Map<Fingerprint, AdmittedValues> open = new HashMap<>();
  private final Set<Fingerprint> changed = new HashSet<>();

  /** Decides by pages, which {@link #changedPages} replaces in the end. */
  public Admissions(ValueLimits limits, Pages pages) {
    this.limits = limits;
    this.pages = pages;
  }

  /** Adds the keys of the pages that an event needs. */
  public static void addKeys(ValueLimits limits, Event event, Set<Fingerprint> keys) {
    for (int i = 0; i < event.size(); i++) {
      if (isDecided(limits, event, i)) {
        Fingerprint dimension = dimension(event, i);
        keys.add(AdmittedValues.firstPage(dimension));
        keys.add(AdmittedValues.pageOf(dimension, event.counter(i)));
      }
    }
  }

  /** Returns the numbers of the event's values that are beyond a limit. */
  public BitSet beyond(Event event) {
    BitSet beyond = new BitSet();
    for (int i = 0; i < event.size(); i++) {
      if (isDecided(limits, event, i)
          && !admits(
              dimension(event, i),
              event.counter(i),
              limits.of(event.statistic().name(), event.dimension(i)))) {
        beyond.set(i);
      }
    }
    return beyond;
  }

  /** Returns the pages that have changed, by their keys. */
  public Map<Fingerprint, byte[]> changedPages() {
    Map<Fingerprint, byte[]> bytes = new HashMap<>();
    changed.forEach(key -> bytes.put(key, page(key).toBytes()));
    return bytes;
  }

  private boolean admits(Fingerprint dimension, Fingerprint counter, int limit) {
    Fingerprint key = AdmittedValues.pageOf(dimension, counter);
    AdmittedValues page = page(key);
    if (page.contains(counter.low())) {
      return true;
    }
    Fingerprint firstKey = AdmittedValues.firstPage(dimension);
    AdmittedValues first = page(firstKey);
    if (first.total() >= limit) {
      return false;
    }
    page.add(counter.low());
    first.setTotal(first.total() + 1);
    changed.add(key);
    changed.add(firstKey);
    return true;
  }

  private AdmittedValues page(Fingerprint key) {
    AdmittedValues known = open.get(key);
    if (known == null) {
      byte[] bytes = pages.read(key);
      known = bytes == null ? AdmittedValues.empty() : AdmittedValues.fromBytes(bytes);
      open.put(key, known);
    }
    return known;
  }

  /** Whether the limit of its dimension decides how a value counts. */
  static boolean isDecided(ValueLimits limits, Event event, int i) {
    return limits.of(event.statistic().name(), event.dimension(i)) > 0
        && !event.value(i).equals(ValueLimits.OTHER);
  }

  static Fingerprint dimension(Event event, int i) {
    return Fingerprint.ofLimited(event.company(), event.statistic().name(), event.dimension(i));
  }
}
