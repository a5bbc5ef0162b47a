package io.quipu.transforms.combine;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.state.Shard;
import io.quipu.transforms.coders.IncrementBatchCoder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps a shard's batches until one of its windows ends, and merges them. */
final class MergeFn extends DoFn<KV<Shard, IncrementBatch>, KV<Shard, IncrementBatch>> {
  private static final long serialVersionUID = 1L;
  private static final String PENDING = "pending";
  private static final String WINDOW_ENDS = "windowEnds";
  private static final String INPUT_ENDS = "inputEnds";

  /** How many bytes of a shard may wait. */
  private static final int MAX_PENDING_BYTES = 1 << 20;

  /**
   * The lag divided by this is how long a late batch may wait. That adds little to its lag, and a
   * backlog is counted with fewer rows.
   */
  private static final long PART_OF_LAG = 8;

  static final long MAX_WAIT_MS = 8_000;

  /** After this time without input, waiting longer would merge nothing more. */
  private static final Duration IDLE = Duration.millis(500);

  @StateId(PENDING)
  private final StateSpec<BagState<IncrementBatch>> pendingSpec =
      StateSpecs.bag(IncrementBatchCoder.of());

  // One timer for each window: with one timer for each shard, each new window would postpone the
  // earlier one as long as batches keep coming.
  @SuppressWarnings("UnusedVariable") // Beam reads it.
  @TimerFamily(WINDOW_ENDS)
  private final TimerSpec windowEndsSpec = TimerSpecs.timerMap(TimeDomain.PROCESSING_TIME);

  // Fires when the input has ended, because runners may then drop processing-time timers.
  @TimerId(INPUT_ENDS)
  private final TimerSpec inputEndsSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final StaggeredWindows windows;
  private final boolean keyAffinity;

  // This need not be state: after a restart, or in another instance, a shard is only output a
  // little sooner.
  private transient Map<Shard, Waiting> waiting;
  private transient Instant lastCame;
  // The shards whose timer for the end of the input is set; used only with key affinity.
  private transient Set<Shard> inputEndIsSet;

  /** What a shard has collected since its last output. */
  private static final class Waiting {
    private final Instant due;
    private int bytes;
    // The time of the latest timer that is set.
    private @Nullable Instant windowEnd;
    // Until when timers hold stream time back: the time of the earliest batch.
    private Instant held = BoundedWindow.TIMESTAMP_MAX_VALUE;

    Waiting(Instant due) {
      this.due = due;
    }
  }

  MergeFn(StaggeredWindows windows, boolean keyAffinity) {
    this.windows = windows;
    this.keyAffinity = keyAffinity;
    setup();
  }

  @Setup
  public void setup() {
    waiting = new HashMap<>();
    lastCame = Instant.EPOCH;
    inputEndIsSet = new HashSet<>();
  }

  @ProcessElement
  public void process(
      @Element KV<Shard, IncrementBatch> batch,
      @Timestamp Instant time,
      @StateId(PENDING) BagState<IncrementBatch> pending,
      @TimerFamily(WINDOW_ENDS) TimerMap windowEnds,
      @TimerId(INPUT_ENDS) Timer inputEnds,
      OutputReceiver<KV<Shard, IncrementBatch>> out) {
    Shard shard = batch.getKey();
    pending.add(batch.getValue());
    Instant now = now(windowEnds);
    lastCame = now;
    Waiting gathered = waiting.computeIfAbsent(shard, s -> new Waiting(due(now, time)));
    gathered.bytes += batch.getValue().bytes().length;
    if (gathered.bytes > MAX_PENDING_BYTES) {
      flush(shard, now.isAfter(time) ? now : time, pending, out);
    } else {
      setTimer(windowEnds, now, shard, time, gathered);
      if (!keyAffinity || inputEndIsSet.add(shard)) {
        inputEnds.set(GlobalWindow.INSTANCE.maxTimestamp());
      }
    }
  }

  @OnTimer(INPUT_ENDS)
  public void onInputEnd(
      @Key Shard shard,
      @StateId(PENDING) BagState<IncrementBatch> pending,
      OutputReceiver<KV<Shard, IncrementBatch>> out) {
    flush(shard, GlobalWindow.INSTANCE.maxTimestamp(), pending, out);
  }

  @OnTimerFamily(WINDOW_ENDS)
  public void onWindowEnd(
      @Key Shard shard,
      @Timestamp Instant time,
      @StateId(PENDING) BagState<IncrementBatch> pending,
      @TimerFamily(WINDOW_ENDS) TimerMap windowEnds,
      OutputReceiver<KV<Shard, IncrementBatch>> out) {
    Waiting gathered = waiting.get(shard);
    Instant now = now(windowEnds);
    boolean busy = now.isBefore(lastCame.plus(IDLE));
    if (gathered != null && busy && now.isBefore(gathered.due)) {
      gathered.windowEnd = null;
      setTimer(windowEnds, now, shard, time, gathered);
    } else {
      flush(shard, now.isAfter(time) ? now : time, pending, out);
    }
  }

  /** Returns the time until which a shard may wait: later if its first batch is further behind. */
  private static Instant due(Instant now, Instant time) {
    long behind = now.getMillis() - time.getMillis();
    return now.plus(Duration.millis(Math.max(0, Math.min(MAX_WAIT_MS, behind / PART_OF_LAG))));
  }

  /**
   * Returns the runner's clock, which only a timer shows; this timer is never set. On all runners a
   * processing-time timer shows the worker's clock at the moment when the timer was requested,
   * whatever the element's timestamp. So each call requests the timer again.
   */
  private static Instant now(TimerMap windowEnds) {
    return windowEnds.get("now").getCurrentRelativeTime();
  }

  /**
   * Sets the timer at the window's end. All batches of a window need the same timer. Only a batch
   * that is older than the others needs one more, because stream time must not pass a batch that
   * waits.
   */
  private void setTimer(
      TimerMap windowEnds, Instant now, Shard shard, Instant time, Waiting gathered) {
    Instant end = windows.end(now, shard.number());
    if (keyAffinity && end.equals(gathered.windowEnd) && !time.isBefore(gathered.held)) {
      return;
    }
    gathered.windowEnd = end;
    gathered.held = time.isBefore(gathered.held) ? time : gathered.held;
    windowEnds
        .get(end.getMillis() + "@" + time.getMillis())
        .withOutputTimestamp(time)
        .offset(new Duration(now, end))
        .setRelative();
  }

  private void flush(
      Shard shard,
      Instant time,
      BagState<IncrementBatch> pending,
      OutputReceiver<KV<Shard, IncrementBatch>> out) {
    waiting.remove(shard);
    Increments merged = new Increments();
    for (IncrementBatch batch : pending.read()) {
      merged.add(batch);
    }
    if (merged.size() > 0) {
      pending.clear();
      out.outputWithTimestamp(KV.of(shard, merged.toBatch()), time);
    }
  }
}
