package io.quipu.transforms.limit;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.limit.FirstValues;
import io.quipu.model.limit.LimitedMonth;
import io.quipu.model.state.Shard;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** Stores the values that a batch has admitted, so that a job can continue from them. */
final class StoreAdmittedFn extends DoFn<KV<LimitedMonth, FirstValues>, Void> {
  private static final long serialVersionUID = 1L;

  private final PageSpill spill;
  private final Counter spilled = Metrics.counter("quipu", "pages-spilled");
  private transient @Nullable SpilledPages spilledPages;

  StoreAdmittedFn(PageSpill spill) {
    this.spill = spill;
  }

  @Setup
  public void setup() throws InterruptedException {
    spilledPages = SpilledPages.open(spill);
  }

  @ProcessElement
  public void process(@Element KV<LimitedMonth, FirstValues> values) throws InterruptedException {
    // Pages in the store have no number of a shard.
    Shard shard = new Shard(values.getKey().month(), 0);
    Map<Fingerprint, byte[]> pages = values.getValue().toPages(values.getKey().dimension());
    for (Map.Entry<Fingerprint, byte[]> page : pages.entrySet()) {
      stored().writeLast(shard, page.getKey(), page.getValue());
    }
    spilled.inc(pages.size());
  }

  private SpilledPages stored() {
    return Objects.requireNonNull(spilledPages);
  }

  @FinishBundle
  public void finish() throws InterruptedException {
    stored().awaitWrites();
  }

  @Teardown
  public void teardown() {
    if (spilledPages != null) {
      spilledPages.close();
    }
  }
}
