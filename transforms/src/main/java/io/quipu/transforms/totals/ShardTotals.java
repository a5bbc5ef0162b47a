package io.quipu.transforms.totals;

import io.quipu.model.calendar.Calendars;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.CounterRows;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.state.CounterPage;
import io.quipu.model.state.Shard;
import io.quipu.model.state.TotalsPage;
import io.quipu.transforms.pages.ShardPages;
import io.quipu.transforms.pages.SpilledPages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds increments to the totals of a shard, which are in state or in the store. */
final class ShardTotals {
  private final Calendars calendars;
  private final @Nullable SpilledPages spilled;
  private final @Nullable MissingTotals missing;
  private long added;
  private long bootstrapped;

  /**
   * @param spilled null if pages never leave state, or cannot be read again
   * @param missing null if nothing is ever stored
   */
  ShardTotals(
      Calendars calendars, @Nullable SpilledPages spilled, @Nullable MissingTotals missing) {
    this.calendars = calendars;
    this.spilled = spilled;
    this.missing = missing;
  }

  /** Takes each increment, with its counter's new totals. */
  @FunctionalInterface
  interface Changed {
    void accept(Increment increment, CounterPage totals);
  }

  /** Adds a batch to the pages in state, and reads pages that are not in state first. */
  void add(IncrementBatch batch, ShardPages pages, Changed changed) throws InterruptedException {
    boolean mayBeStored = mayBeStored(pages);
    List<Increment> unknown = new ArrayList<>();
    List<Fingerprint> added = new ArrayList<>();
    for (Increment increment : Increments.read(batch)) {
      byte[] known = pages.get(increment.counter());
      if (known != null) {
        add(increment, TotalsPage.fromBytes(known), pages, changed);
      } else if (!mayBeStored) {
        added.add(increment.counter());
        add(increment, CounterPage.empty(increment.statistic().sums()), pages, changed);
      } else {
        unknown.add(increment);
      }
    }
    bootstrap(unknown, pages, changed, added);
    this.added += added.size();
    // Without stored totals no page ever leaves state.
    if (missing != null) {
      pages.add(added);
    }
  }

  private void bootstrap(
      List<Increment> unknown, ShardPages pages, Changed changed, List<Fingerprint> added)
      throws InterruptedException {
    if (unknown.isEmpty() || missing == null) {
      return;
    }
    Map<Fingerprint, CounterPage> found = missing.find(unknown, pages.shard(), left(pages));
    for (Increment increment : unknown) {
      // A counter can have two increments, if its statistic changed. The second one needs the page
      // that the first one wrote.
      byte[] known = pages.get(increment.counter());
      if (known == null) {
        added.add(increment.counter());
      }
      CounterPage page =
          known == null ? found.get(increment.counter()) : TotalsPage.fromBytes(known);
      add(increment, Objects.requireNonNull(page), pages, changed);
    }
    bootstrapped += unknown.size();
  }

  private static void add(
      Increment increment, CounterPage page, ShardPages pages, Changed changed) {
    page.add(increment.page());
    pages.put(increment.counter(), TotalsPage.toBytes(page));
    changed.accept(increment, page);
  }

  /**
   * Returns the rows of the increments' hours, days and month as the state says they are. Nothing
   * is added.
   */
  List<CountRow> rows(List<Increment> increments, ShardPages pages, long owner)
      throws InterruptedException {
    List<CountRow> rows = new ArrayList<>();
    List<Increment> unknown = new ArrayList<>();
    for (Increment increment : increments) {
      byte[] known = pages.get(increment.counter());
      if (known == null) {
        unknown.add(increment);
      } else {
        rows.addAll(rows(increment, TotalsPage.fromBytes(known), pages.shard(), owner));
      }
    }
    if (!unknown.isEmpty()) {
      Map<Fingerprint, CounterPage> found = notInState(unknown, pages);
      for (Increment increment : unknown) {
        CounterPage page = Objects.requireNonNull(found.get(increment.counter()));
        rows.addAll(rows(increment, page, pages.shard(), owner));
      }
    }
    return rows;
  }

  private Map<Fingerprint, CounterPage> notInState(List<Increment> counters, ShardPages pages)
      throws InterruptedException {
    if (missing != null && mayBeStored(pages)) {
      return missing.find(counters, pages.shard(), left(pages));
    }
    Map<Fingerprint, CounterPage> empty = new HashMap<>();
    for (Increment counter : counters) {
      empty.put(counter.counter(), CounterPage.empty(counter.statistic().sums()));
    }
    return empty;
  }

  /** Returns the rows that an increment changes, with their totals. */
  List<CountRow> rows(Increment increment, CounterPage totals, Shard shard, long owner) {
    return CounterRows.changed(
        increment, totals, shard.month(), calendars.of(increment.company()), owner);
  }

  private Collection<Long> left(ShardPages pages) {
    return spilled == null ? List.of() : pages.left();
  }

  private boolean mayBeStored(ShardPages pages) {
    return spilled == null ? missing != null : spilled.mayHold(pages.shard(), pages.left());
  }

  /** How many pages were added to state since the last call. */
  long takeAdded() {
    long count = added;
    added = 0;
    return count;
  }

  /** How many totals continued from stored ones since the last call. */
  long takeBootstrapped() {
    long count = bootstrapped;
    bootstrapped = 0;
    return count;
  }
}
