package io.quipu.transforms.progress;

import io.quipu.model.event.DeadLetter;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Notes how many dead letters wait for a replay, by the hour in which their records were appended.
 *
 * <p>In: the dead letters. Out: no elements. Guarantee: a bundle ends when its numbers are durable.
 * A letter counts until its record is read again as a replay.
 *
 * <p>State: a number for each hour that has letters; it is cleared when none waits any more.
 *
 * <pre>{@code
 * deadLetters.apply("NoteLetters", NoteLetters.of(notes, true).withReplays(replayedHours));
 * }</pre>
 */
public final class NoteLetters extends PTransform<PCollection<DeadLetter>, PCollection<Void>> {
  private static final long serialVersionUID = 1L;

  private final ProgressNotes notes;
  private final boolean hoursAreKnown;
  private final boolean batch;
  private final transient @Nullable PCollection<Integer> replayed;

  private NoteLetters(
      ProgressNotes notes,
      boolean hoursAreKnown,
      boolean batch,
      @Nullable PCollection<Integer> replayed) {
    this.notes = notes;
    this.hoursAreKnown = hoursAreKnown;
    this.batch = batch;
    this.replayed = replayed;
  }

  /**
   * Notes letters.
   *
   * @param hoursAreKnown whether the time of a record is that of its append; if not, it is the time
   *     of reading, and its events can be of any time
   */
  public static NoteLetters of(ProgressNotes notes, boolean hoursAreKnown) {
    return new NoteLetters(notes, hoursAreKnown, false, null);
  }

  /**
   * Takes letters off that were replayed.
   *
   * @param hours for each replayed record the hour of its letter
   */
  public NoteLetters withReplays(PCollection<Integer> hours) {
    return new NoteLetters(notes, hoursAreKnown, batch, hours);
  }

  /** Notes the sum of each hour once, without state, for input that has an end. */
  public NoteLetters inBatch() {
    return new NoteLetters(notes, hoursAreKnown, true, replayed);
  }

  @Override
  public PCollection<Void> expand(PCollection<DeadLetter> letters) {
    Coder<KV<Integer, Long>> coder = KvCoder.of(VarIntCoder.of(), VarLongCoder.of());
    PCollection<KV<Integer, Long>> changes =
        letters.apply("Refused", ParDo.of(new RefusedFn(hoursAreKnown))).setCoder(coder);
    PCollection<Integer> hours = replayed;
    if (hours != null) {
      changes =
          PCollectionList.of(changes)
              .and(hours.apply("Replayed", ParDo.of(new ReplayedFn())).setCoder(coder))
              .apply("Changes", Flatten.pCollections());
    }
    return batch
        ? changes.apply("AddUp", Sum.longsPerKey()).apply("Note", ParDo.of(new NoteSumFn(notes)))
        : changes.apply("Note", ParDo.of(new NoteFn(notes)));
  }

  /** Adds up the letters of a bundle by hour. */
  private static final class RefusedFn extends DoFn<DeadLetter, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final boolean hoursAreKnown;
    private transient Map<Integer, Long> letters;
    private transient Instant earliest;

    RefusedFn(boolean hoursAreKnown) {
      this.hoursAreKnown = hoursAreKnown;
      start();
    }

    @StartBundle
    public void start() {
      letters = new HashMap<>();
      earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
    }

    @ProcessElement
    public void process(@Element DeadLetter letter, @Timestamp Instant time) {
      earliest = time.isBefore(earliest) ? time : earliest;
      long hour = TimeUnit.MILLISECONDS.toHours(letter.record().streamTime());
      letters.merge(hoursAreKnown ? (int) hour : 0, 1L, Long::sum);
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      letters.forEach(
          (hour, sum) -> context.output(KV.of(hour, sum), earliest, GlobalWindow.INSTANCE));
      start();
    }
  }

  private static final class ReplayedFn extends DoFn<Integer, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer hour, OutputReceiver<KV<Integer, Long>> out) {
      out.output(KV.of(hour, -1L));
    }
  }

  /** Notes the number of an hour. */
  static final class NoteSumFn extends DoFn<KV<Integer, Long>, Void> {
    private static final long serialVersionUID = 1L;

    private final ProgressNotes notes;
    private transient @Nullable OpenNotes open;

    NoteSumFn(ProgressNotes notes) {
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
    public void process(@Element KV<Integer, Long> sum) {
      OpenNotes to = Objects.requireNonNull(open);
      to.add(to.notes().noteLetters(sum.getKey(), sum.getValue()));
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

  /** Keeps the number of an hour, and notes each change. */
  static final class NoteFn extends DoFn<KV<Integer, Long>, Void> {
    private static final long serialVersionUID = 1L;
    private static final String WAITING = "waiting";

    @StateId(WAITING)
    private final StateSpec<ValueState<Long>> waitingSpec = StateSpecs.value();

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
        @Element KV<Integer, Long> change, @StateId(WAITING) ValueState<Long> waiting) {
      Long before = waiting.read();
      long now = (before == null ? 0 : before) + change.getValue();
      if (now == 0) {
        waiting.clear();
      } else {
        waiting.write(now);
      }
      OpenNotes to = Objects.requireNonNull(open);
      to.add(to.notes().noteLetters(change.getKey(), now));
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
