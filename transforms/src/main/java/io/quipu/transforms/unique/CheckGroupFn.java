package io.quipu.transforms.unique;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.state.Shard;
import io.quipu.model.state.UniquenessPage;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** Checks all events of a shard and month against its pages, which are only in memory. */
final class CheckGroupFn extends DoFn<KV<Shard, Iterable<EventBatch>>, CheckedEvent> {
  private static final long serialVersionUID = 1L;

  private final @Nullable PageSpill spill;
  private final boolean uniqueness;
  private final Counter counted = Metrics.counter("quipu", "counted");
  private final Counter forgotten = Metrics.counter("quipu", "ids-forgotten");
  private final Counter duplicates = Metrics.counter("quipu", "duplicates");
  private final Counter spilled = Metrics.counter("quipu", "pages-spilled");
  private transient @Nullable SpilledPages spilledPages;

  CheckGroupFn(@Nullable PageSpill spill, boolean uniqueness) {
    this.spill = spill;
    this.uniqueness = uniqueness;
  }

  @Setup
  public void setup() throws InterruptedException {
    spilledPages = spill == null ? null : SpilledPages.open(spill);
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, Iterable<EventBatch>> group, OutputReceiver<CheckedEvent> out)
      throws InterruptedException {
    EventCheck check = new EventCheck(uniqueness);
    Map<Fingerprint, UniquenessPage> pages = new HashMap<>();
    long repeated = 0;
    long checked = 0;
    for (EventBatch batch : group.getValue()) {
      for (Event event : batch.events()) {
        Fingerprint key = PageKey.of(event, uniqueness);
        CheckedEvent result =
            key == null
                ? EventCheck.withoutPage(event)
                : check.check(event, pages.computeIfAbsent(key, k -> UniquenessPage.empty()));
        if (result == null) {
          repeated++;
        } else {
          checked++;
          out.output(result);
        }
      }
    }
    counted.inc(checked);
    duplicates.inc(repeated);
    forgotten.inc(pages.values().stream().mapToLong(UniquenessPage::forgottenIds).sum());
    if (spilledPages != null) {
      for (Map.Entry<Fingerprint, UniquenessPage> page : pages.entrySet()) {
        spilledPages.writeLast(group.getKey(), page.getKey(), page.getValue().toBytes());
      }
      spilled.inc(pages.size());
    }
  }

  @FinishBundle
  public void finish() throws InterruptedException {
    if (spilledPages != null) {
      spilledPages.awaitWrites();
    }
  }

  @Teardown
  public void teardown() {
    if (spilledPages != null) {
      spilledPages.close();
    }
  }
}
