package io.quipu.transforms.history;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * Counts all batches of a shard, whose histories are only in memory.
 *
 * @param <B> the type of a batch
 */
public final class CountGroupFn<B> extends DoFn<KV<Shard, Iterable<B>>, KV<Shard, IncrementBatch>> {
  private static final long serialVersionUID = 1L;

  private final Histories.Factory<B> factory;
  private final HistorySettings settings;
  private final Counter facts;
  private final Counter spilled = Metrics.counter("quipu", "pages-spilled");
  private transient @Nullable SpilledPages spilledPages;

  /**
   * @param metric the name of the counter of new facts
   */
  public CountGroupFn(Histories.Factory<B> factory, String metric, HistorySettings settings) {
    this.factory = factory;
    this.facts = Metrics.counter("quipu", metric);
    this.settings = settings;
  }

  @Setup
  public void setup() throws InterruptedException {
    PageSpill spill = settings.spill();
    spilledPages = spill == null ? null : SpilledPages.open(spill);
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, Iterable<B>> group, OutputReceiver<KV<Shard, IncrementBatch>> out)
      throws InterruptedException {
    Histories<B> histories = factory.create();
    group.getValue().forEach(histories::collect);
    InMemory pages = new InMemory();
    Histories.Changes changes = new Histories.Changes(settings.shards());
    facts.inc(histories.add(group.getKey().month(), pages, changes));
    changes.byShard().forEach((shard, sum) -> out.output(KV.of(shard, sum.toBatch())));
    if (spilledPages != null) {
      for (Map.Entry<Fingerprint, byte[]> page : pages.histories.entrySet()) {
        spilledPages.writeLast(group.getKey(), page.getKey(), page.getValue());
      }
      spilled.inc(pages.histories.size());
    }
  }

  private static final class InMemory implements Histories.Store {
    private final Map<Fingerprint, byte[]> histories = new HashMap<>();

    @Override
    public byte @Nullable [] read(Fingerprint key) {
      return histories.get(key);
    }

    @Override
    public void write(Fingerprint key, byte[] history) {
      histories.put(key, history);
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
