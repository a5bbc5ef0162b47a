package io.quipu.transforms.combine;

import io.quipu.model.IncrementBatch;
import io.quipu.model.Increments;
import io.quipu.model.Shard;
import io.quipu.transforms.coders.IncrementBatchCoder;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** Keeps a shard's batches until a window of theirs ends. */
final class MergeFn extends DoFn<KV<Shard, IncrementBatch>, KV<Shard, IncrementBatch>> {
  private static final long serialVersionUID = 1L;
  private static final String PENDING = "pending";
  private static final String WINDOW_ENDS = "windowEnds";

  /** How many bytes of a shard may wait. */
  private static final int MAX_PENDING_BYTES = 1 << 20;

  @StateId(PENDING)
  private final StateSpec<BagState<IncrementBatch>> pendingSpec =
      StateSpecs.bag(IncrementBatchCoder.of());

  // One timer a window: with one timer a shard, each window would put off the one before it for as
  // long as batches keep coming.
  @SuppressWarnings("UnusedVariable") // Beam reads it.
  @TimerFamily(WINDOW_ENDS)
  private final TimerSpec windowEndsSpec = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

  private final StaggeredWindows windows;

  // A hint, not state: after a restart, or in another instance, a shard only waits a little longer.
  private transient Map<Shard, Integer> pendingBytes;

  MergeFn(StaggeredWindows windows) {
    this.windows = windows;
    setup();
  }

  @Setup
  public void setup() {
    pendingBytes = new HashMap<>();
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, IncrementBatch> batch,
      @Timestamp Instant time,
      @StateId(PENDING) BagState<IncrementBatch> pending,
      @TimerFamily(WINDOW_ENDS) TimerMap windowEnds,
      OutputReceiver<KV<Shard, IncrementBatch>> out) {
    Shard shard = batch.getKey();
    pending.add(batch.getValue());
    if (pendingBytes.merge(shard, batch.getValue().bytes().length, Integer::sum)
        > MAX_PENDING_BYTES) {
      flush(shard, pending, out);
    } else {
      Instant end = windows.end(time, shard.number());
      windowEnds.set(Long.toString(end.getMillis()), end);
    }
  }

  @OnTimerFamily(WINDOW_ENDS)
  public void onWindowEnd(
      @Key Shard shard,
      @StateId(PENDING) BagState<IncrementBatch> pending,
      OutputReceiver<KV<Shard, IncrementBatch>> out) {
    flush(shard, pending, out);
  }

  private void flush(
      Shard shard,
      BagState<IncrementBatch> pending,
      OutputReceiver<KV<Shard, IncrementBatch>> out) {
    pendingBytes.remove(shard);
    Increments merged = new Increments();
    for (IncrementBatch batch : pending.read()) {
      merged.add(batch);
    }
    if (merged.size() > 0) {
      pending.clear();
      out.output(KV.of(shard, merged.toBatch()));
    }
  }
}
