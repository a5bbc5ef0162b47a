package io.quipu.transforms.progress;

import io.quipu.model.progress.Lateness;
import java.util.Objects;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Adds up how late the events of each company come, and notes it.
 *
 * <p>In: parts of the {@link Lateness} of companies. Out: no elements. Guarantee: none for single
 * events; a failure of the job loses some seconds of them.
 *
 * <p>Time: state expires 15 days of stream time after the last part, because {@link Lateness} keeps
 * two weeks. State: at most 400 bytes for each company.
 */
public final class NoteLateness
    extends PTransform<PCollection<KV<String, Lateness>>, PCollection<Void>> {
  private static final long serialVersionUID = 1L;

  private final ProgressNotes notes;

  private NoteLateness(ProgressNotes notes) {
    this.notes = notes;
  }

  public static NoteLateness of(ProgressNotes notes) {
    return new NoteLateness(notes);
  }

  @Override
  public PCollection<Void> expand(PCollection<KV<String, Lateness>> parts) {
    return parts.apply("Note", ParDo.of(new NoteFn(notes)));
  }

  static final class NoteFn extends DoFn<KV<String, Lateness>, Void> {
    private static final long serialVersionUID = 1L;
    private static final String SEEN = "seen";
    private static final String EXPIRY = "expiry";
    private static final Duration LIFE = Duration.standardDays(15);

    @StateId(SEEN)
    private final StateSpec<ValueState<Lateness>> seenSpec = StateSpecs.value();

    @TimerId(EXPIRY)
    private final TimerSpec expirySpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final ProgressNotes notes;
    private transient @Nullable OpenNotes open;

    NoteFn(ProgressNotes notes) {
      this.notes = notes;
    }

    @Setup
    public void setup() throws InterruptedException {
      open = OpenNotes.open(notes);
    }

    @StartBundle
    public void start() {
      Objects.requireNonNull(open).clear();
    }

    @ProcessElement
    public void process(
        @Element KV<String, Lateness> part,
        @Timestamp Instant time,
        @StateId(SEEN) ValueState<Lateness> seen,
        @TimerId(EXPIRY) Timer expiry) {
      Lateness sum = new Lateness();
      Lateness before = seen.read();
      if (before != null) {
        sum.add(before);
      }
      sum.add(part.getValue());
      seen.write(sum);
      expiry.withNoOutputTimestamp().set(time.plus(LIFE));
      OpenNotes to = Objects.requireNonNull(open);
      to.add(to.notes().noteLateness(part.getKey(), sum));
    }

    @OnTimer(EXPIRY)
    public void expire(@StateId(SEEN) ValueState<Lateness> seen) {
      seen.clear();
    }

    @FinishBundle
    public void finish() throws InterruptedException {
      Objects.requireNonNull(open).await();
    }

    @Teardown
    public void teardown() {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }
}
