package io.quipu.io.kafka.changes;

import io.quipu.model.catalog.ChangeThreshold;
import io.quipu.model.counter.CountRow;
import io.quipu.store.counts.RowVersion;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sends a row if it differs enough from what was sent, or after a given time.
 *
 * <p>State goes back to a checkpoint after a crash, but messages that a lost attempt has sent do
 * not. So the first number of a row that a new owner writes is always sent: its version is larger
 * than that of all messages of the lost attempt.
 */
final class WithholdSmallChangesFn extends DoFn<KV<byte[], CountRow>, KV<byte[], byte[]>> {
  private static final long serialVersionUID = 1L;
  private static final String SENT = "sent";
  private static final String DUE = "due";

  @StateId(SENT)
  private final StateSpec<ValueState<byte[]>> sentSpec = StateSpecs.value(ByteArrayCoder.of());

  // Fires when withheld numbers must be sent, or else when the state expires.
  @TimerId(DUE)
  private final TimerSpec dueSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final ChangeThreshold threshold;
  private final Duration within;
  private final Duration retention;
  private final Counter sentCounter = Metrics.counter("quipu", "changes-sent");
  private final Counter withheldCounter = Metrics.counter("quipu", "changes-withheld");

  /**
   * @param retention how long the state of a row is kept after it was sent
   */
  WithholdSmallChangesFn(ChangeThreshold threshold, Duration retention) {
    this.threshold = threshold;
    this.within = Duration.millis(threshold.within().toMillis());
    this.retention = retention;
  }

  @ProcessElement
  public void process(
      @Element KV<byte[], CountRow> element,
      @Timestamp Instant time,
      @StateId(SENT) ValueState<byte[]> state,
      @TimerId(DUE) Timer due,
      OutputReceiver<KV<byte[], byte[]>> out) {
    CountRow row = element.getValue();
    SentRow known = SentRow.fromBytes(state.read());
    if (known != null && RowVersion.of(row) <= RowVersion.of(known.latest())) {
      return;
    }
    // At the end of the input no time is left to wait.
    boolean atEnd = !time.plus(within).isBefore(GlobalWindow.INSTANCE.maxTimestamp());
    if (known == null || atEnd || isSentAtOnce(known.sent(), row)) {
      send(element.getKey(), row, time, out);
      state.write(SentRow.of(row, time.getMillis()).toBytes());
      if (known == null && !atEnd) {
        expireAfter(time, due);
      }
    } else {
      withheldCounter.inc();
      SentRow next = known.withholding(row, time.getMillis());
      state.write(next.toBytes());
      if (known.withheld() == null) {
        due.withOutputTimestamp(time).set(time.plus(within));
      }
    }
  }

  private boolean isSentAtOnce(CountRow sent, CountRow row) {
    return row.owner() != sent.owner()
        || row.isRemoval() != sent.isRemoval()
        || threshold.isExceeded(sent, row);
  }

  private void send(
      byte[] key, CountRow row, Instant time, OutputReceiver<KV<byte[], byte[]>> out) {
    sentCounter.inc();
    out.output(KV.of(key, ChangeMessage.value(row, WriteChanges.came(time))));
  }

  @OnTimer(DUE)
  public void due(
      OnTimerContext timer,
      @Key byte[] key,
      @StateId(SENT) ValueState<byte[]> state,
      @TimerId(DUE) Timer due,
      OutputReceiver<KV<byte[], byte[]>> out) {
    SentRow known = SentRow.fromBytes(state.read());
    if (known == null) {
      return;
    }
    Instant now = timer.fireTimestamp();
    SentRow.@Nullable Withheld withheld = known.withheld();
    if (withheld == null) {
      expire(known, now, state, due);
    } else if (Instant.ofEpochMilli(withheld.since()).plus(within).isAfter(now)) {
      Instant since = Instant.ofEpochMilli(withheld.since());
      due.withOutputTimestamp(since).set(since.plus(within));
    } else {
      send(key, withheld.row(), Instant.ofEpochMilli(withheld.time()), out);
      state.write(SentRow.of(withheld.row(), now.getMillis()).toBytes());
      expireAfter(now, due);
    }
  }

  /** Forgets the row, unless it was sent since the timer was set. */
  private void expire(SentRow known, Instant now, ValueState<byte[]> state, Timer due) {
    Instant sent = Instant.ofEpochMilli(known.sentTime());
    if (sent.plus(retention).isAfter(now)) {
      expireAfter(sent, due);
    } else {
      state.clear();
    }
  }

  private void expireAfter(Instant time, Timer due) {
    Instant expiry = time.plus(retention);
    Instant last = GlobalWindow.INSTANCE.maxTimestamp();
    due.withNoOutputTimestamp().set(expiry.isBefore(last) ? expiry : last);
  }
}
