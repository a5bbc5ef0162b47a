package io.quipu.transforms.totals;

import io.quipu.model.calendar.BucketCalendar;
import io.quipu.model.calendar.Calendars;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.Increment;
import io.quipu.model.state.CounterPage;
import io.quipu.model.state.Shard;
import io.quipu.model.state.TotalsPage;
import io.quipu.transforms.pages.Answers;
import io.quipu.transforms.pages.SpilledPages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds the earlier totals of counters that have no page in state: the page that expired, or else,
 * before the horizon, the rows that earlier jobs stored.
 *
 * <p>The job itself changes these rows later. So it first stores the totals that it read as a page.
 * After a crash it reads this page again, and not the rows that it has changed meanwhile.
 */
final class MissingTotals {
  private final StoredTotals stored;
  private final @Nullable SpilledPages spill;
  private final Calendars calendars;

  /**
   * @param spill null to store no pages, for a job without checkpoints
   */
  MissingTotals(StoredTotals stored, @Nullable SpilledPages spill, Calendars calendars) {
    this.stored = stored;
    this.spill = spill;
    this.calendars = calendars;
  }

  /**
   * Returns a page for each of the counters; the page is empty if nothing was counted before.
   *
   * @param left the generations of the shard's pages in the store
   */
  Map<Fingerprint, CounterPage> find(
      Collection<Increment> missing, Shard shard, Collection<Long> left)
      throws InterruptedException {
    Map<Fingerprint, Increment> unknown = new LinkedHashMap<>();
    missing.forEach(increment -> unknown.putIfAbsent(increment.counter(), increment));
    Map<Fingerprint, CounterPage> pages = new HashMap<>();
    if (spill != null) {
      spill
          .readOwn(shard, unknown.keySet(), left)
          .forEach((counter, bytes) -> pages.put(counter, TotalsPage.fromBytes(bytes)));
      unknown.keySet().removeAll(pages.keySet());
    }
    if (spill == null || spill.isBeforeHorizon(shard)) {
      takeOver(List.copyOf(unknown.values()), shard, pages);
    } else {
      unknown.forEach(
          (counter, increment) ->
              pages.put(counter, CounterPage.empty(increment.statistic().sums())));
    }
    return pages;
  }

  private void takeOver(List<Increment> counters, Shard shard, Map<Fingerprint, CounterPage> pages)
      throws InterruptedException {
    for (int from = 0; from < counters.size(); from += SpilledPages.MAX_IN_FLIGHT) {
      int to = Math.min(from + SpilledPages.MAX_IN_FLIGHT, counters.size());
      List<Increment> some = counters.subList(from, to);
      List<CompletableFuture<List<CountRow>>> reads = new ArrayList<>(some.size());
      for (Increment increment : some) {
        reads.add(stored.read(increment.name(), shard.month()).toCompletableFuture());
      }
      for (int i = 0; i < some.size(); i++) {
        Increment increment = some.get(i);
        BucketCalendar calendar = calendars.of(increment.company());
        CounterPage page =
            TotalsPage.ofRows(
                Answers.await(reads.get(i)),
                shard.month(),
                calendar,
                increment.statistic().sums(),
                increment.statistic().uniques() && increment.customer().isEmpty());
        if (spill != null) {
          spill.writeBase(shard, increment.counter(), TotalsPage.toBytes(page));
        }
        pages.put(increment.counter(), page);
      }
    }
    if (spill != null) {
      spill.awaitWrites();
    }
  }
}
