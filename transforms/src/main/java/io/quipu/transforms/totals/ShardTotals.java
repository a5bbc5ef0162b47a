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
import io.quipu.transforms.pages.SpilledPages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ValueState;
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

  /**
   * The state of a shard.
   *
   * @param totals the pages
   * @param left the generations of the pages that have left state
   */
  record Pages(Shard shard, MapState<Fingerprint, byte[]> totals, ValueState<List<Long>> left) {}

  /** Takes each increment, with its counter's new totals. */
  @FunctionalInterface
  interface Changed {
    void accept(Increment increment, CounterPage totals);
  }

  /** Adds a batch to the pages in state, and reads pages that are not in state first. */
  void add(IncrementBatch batch, Pages pages, Changed changed) throws InterruptedException {
    Collection<Long> generations = generations(pages);
    boolean mayBeStored = mayBeStored(pages.shard(), generations);
    List<Increment> unknown = new ArrayList<>();
    for (Increment increment : Increments.read(batch)) {
      byte[] known = pages.totals().get(increment.counter()).read();
      if (known != null) {
        add(increment, TotalsPage.fromBytes(known), pages, changed);
      } else if (!mayBeStored) {
        added++;
        add(increment, CounterPage.empty(increment.statistic().sums()), pages, changed);
      } else {
        unknown.add(increment);
      }
    }
    bootstrap(unknown, generations, pages, changed);
  }

  private void bootstrap(
      List<Increment> unknown, Collection<Long> generations, Pages pages, Changed changed)
      throws InterruptedException {
    if (unknown.isEmpty() || missing == null) {
      return;
    }
    Map<Fingerprint, CounterPage> found = missing.find(unknown, pages.shard(), generations);
    for (Increment increment : unknown) {
      // A counter can have two increments, if its statistic changed. The second one needs the page
      // that the first one wrote.
      byte[] known = pages.totals().get(increment.counter()).read();
      if (known == null) {
        added++;
      }
      CounterPage page =
          known == null ? found.get(increment.counter()) : TotalsPage.fromBytes(known);
      add(increment, Objects.requireNonNull(page), pages, changed);
    }
    bootstrapped += unknown.size();
  }

  private static void add(Increment increment, CounterPage page, Pages pages, Changed changed) {
    page.add(increment.page());
    pages.totals().put(increment.counter(), TotalsPage.toBytes(page));
    changed.accept(increment, page);
  }

  /**
   * Returns the rows of the increments' hours, days and month as the state says they are. Nothing
   * is added.
   */
  List<CountRow> rows(List<Increment> increments, Pages pages, long owner)
      throws InterruptedException {
    List<CountRow> rows = new ArrayList<>();
    List<Increment> unknown = new ArrayList<>();
    for (Increment increment : increments) {
      byte[] known = pages.totals().get(increment.counter()).read();
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

  private Map<Fingerprint, CounterPage> notInState(List<Increment> counters, Pages pages)
      throws InterruptedException {
    Collection<Long> generations = generations(pages);
    if (missing != null && mayBeStored(pages.shard(), generations)) {
      return missing.find(counters, pages.shard(), generations);
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

  private Collection<Long> generations(Pages pages) {
    return spilled == null ? List.of() : SpilledPages.generations(pages.left());
  }

  private boolean mayBeStored(Shard shard, Collection<Long> generations) {
    return spilled == null ? missing != null : spilled.mayHold(shard, generations);
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
