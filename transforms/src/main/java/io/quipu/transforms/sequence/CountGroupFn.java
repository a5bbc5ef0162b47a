package io.quipu.transforms.sequence;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.model.sequence.StepBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.pages.SpilledPages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** Counts all steps of a shard and month, whose histories are only in memory. */
final class CountGroupFn extends DoFn<KV<Shard, Iterable<StepBatch>>, KV<Shard, IncrementBatch>> {
  private static final long serialVersionUID = 1L;

  private final List<SequenceDefinition> sequences;
  private final TimeZones zones;
  private final int shards;
  private final @Nullable PageSpill spill;
  private final Counter steps = Metrics.counter("quipu", "sequence-steps");
  private final Counter spilled = Metrics.counter("quipu", "pages-spilled");
  private transient Histories histories;
  private transient @Nullable SpilledPages spilledPages;

  CountGroupFn(
      List<SequenceDefinition> sequences, TimeZones zones, int shards, @Nullable PageSpill spill) {
    this.sequences = List.copyOf(sequences);
    this.zones = zones;
    this.shards = shards;
    this.spill = spill;
    this.histories = new Histories(this.sequences, zones, shards);
  }

  @Setup
  public void setup() throws InterruptedException {
    histories = new Histories(sequences, zones, shards);
    spilledPages = spill == null ? null : SpilledPages.open(spill);
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, Iterable<StepBatch>> group, OutputReceiver<KV<Shard, IncrementBatch>> out)
      throws InterruptedException {
    Histories.Additions additions = new Histories.Additions();
    group.getValue().forEach(batch -> histories.collect(batch, additions));
    InMemory pages = new InMemory();
    Map<Shard, Increments> increments = Histories.noIncrements();
    steps.inc(histories.add(additions, group.getKey().month(), pages, increments));
    increments.forEach((shard, sum) -> out.output(KV.of(shard, sum.toBatch())));
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
