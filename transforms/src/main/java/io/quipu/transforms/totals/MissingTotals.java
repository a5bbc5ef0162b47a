package io.quipu.transforms.totals;

import io.quipu.model.BucketCalendar;
import io.quipu.model.Calendars;
import io.quipu.model.CountRow;
import io.quipu.model.CounterPage;
import io.quipu.model.Fingerprint;
import io.quipu.model.Increment;
import io.quipu.model.Shard;
import io.quipu.model.TotalsPage;
import io.quipu.transforms.cassandra.PatientRequests;
import io.quipu.transforms.pages.ArchivedPages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds what counters without a page in state go on from: the page that left state, or else, before
 * the horizon, the rows that earlier jobs stored.
 *
 * <p>Rows change as soon as the job itself writes them. So what it takes over is put aside first:
 * after a crash it finds that again, not its own lost work.
 */
final class MissingTotals {
  private final StoredTotals stored;
  private final @Nullable ArchivedPages archive;
  private final Calendars calendars;

  /**
   * @param archive null if nothing is put aside, for the job has no checkpoint to go back to
   */
  MissingTotals(StoredTotals stored, @Nullable ArchivedPages archive, Calendars calendars) {
    this.stored = stored;
    this.archive = archive;
    this.calendars = calendars;
  }

  /**
   * A page for each of the counters, an empty one if nothing was counted before.
   *
   * @param left the generations under which the shard's pages have left state
   */
  Map<Fingerprint, CounterPage> find(
      Collection<Increment> missing, Shard shard, Collection<Long> left)
      throws InterruptedException {
    Map<Fingerprint, Increment> unknown = new LinkedHashMap<>();
    missing.forEach(increment -> unknown.putIfAbsent(increment.counter(), increment));
    Map<Fingerprint, CounterPage> pages = new HashMap<>();
    if (archive != null) {
      archive
          .readOwn(shard, unknown.keySet(), left)
          .forEach((counter, bytes) -> pages.put(counter, TotalsPage.fromBytes(bytes)));
      unknown.keySet().removeAll(pages.keySet());
    }
    if (archive == null || archive.isBeforeHorizon(shard)) {
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
    for (int from = 0; from < counters.size(); from += ArchivedPages.MAX_IN_FLIGHT) {
      int to = Math.min(from + ArchivedPages.MAX_IN_FLIGHT, counters.size());
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
                PatientRequests.await(reads.get(i)),
                shard.month(),
                calendar,
                increment.statistic().sums());
        if (archive != null) {
          archive.writeBase(shard, increment.counter(), TotalsPage.toBytes(page));
        }
        pages.put(increment.counter(), page);
      }
    }
    if (archive != null) {
      archive.awaitWrites();
    }
  }
}
