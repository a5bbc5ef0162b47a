package io.quipu.transforms.progress;

import io.quipu.model.progress.ReadPosition;
import io.quipu.transforms.pages.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Notes up to which position of each partition all records are counted and their rows durable.
 *
 * <p>In: the positions of the readers. Out: no elements.
 *
 * <p>Guarantee: a noted position is true, also after crashes and restarts. A position is noted when
 * stream time has passed it behind the stages that write. Stream time does not pass a record that
 * waits in a stage, and a stage passes it on only after its bundle is done. After a restart some
 * rows are withheld (see {@link io.quipu.transforms.journal.OwnedShard}); no position is noted
 * before their settle time. The positions of a partition are noted in their order, but not all of
 * them: one at a time is on its way.
 *
 * <p>Time: a timer of stream time for each partition. State: one position for each partition; the
 * timer clears it.
 *
 * <pre>{@code
 * positions.apply("NotePositions", NotePositions.of(notes, List.of(written)));
 * }</pre>
 */
public final class NotePositions extends PTransform<PCollection<ReadPosition>, PCollection<Void>> {
  private static final long serialVersionUID = 1L;

  private final ProgressNotes notes;
  private final transient List<PCollection<?>> after;

  private NotePositions(ProgressNotes notes, List<PCollection<?>> after) {
    this.notes = notes;
    this.after = List.copyOf(after);
  }

  /**
   * Notes positions.
   *
   * @param after the outputs of the stages that write; their stream time shows what is durable
   */
  public static NotePositions of(ProgressNotes notes, List<PCollection<?>> after) {
    return new NotePositions(notes, after);
  }

  @Override
  public PCollection<Void> expand(PCollection<ReadPosition> positions) {
    Coder<KV<String, ReadPosition>> coder = KvCoder.of(StringUtf8Coder.of(), positions.getCoder());
    List<PCollection<KV<String, ReadPosition>>> inputs = new ArrayList<>();
    inputs.add(positions.apply("ByPartition", ParDo.of(new ByPartitionFn())).setCoder(coder));
    for (PCollection<?> written : after) {
      inputs.add(streamTime(written, "StreamTime" + inputs.size(), coder));
    }
    return PCollectionList.of(inputs)
        .apply("Positions", Flatten.pCollections())
        .apply("Note", ParDo.of(new NoteFn(notes)));
  }

  /** The timers follow the stream time of a stage, so this passes it on, without its elements. */
  private static <T> PCollection<KV<String, ReadPosition>> streamTime(
      PCollection<T> written, String name, Coder<KV<String, ReadPosition>> coder) {
    return written.apply(name, ParDo.of(new DropFn<T>())).setCoder(coder);
  }

  private static final class ByPartitionFn extends DoFn<ReadPosition, KV<String, ReadPosition>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element ReadPosition position, OutputReceiver<KV<String, ReadPosition>> out) {
      out.output(KV.of(position.source() + "-" + position.partition(), position));
    }
  }

  /** Outputs nothing. */
  private static final class DropFn<T> extends DoFn<T, KV<String, ReadPosition>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {}
  }

  /** Has a timer for each partition, and notes its position when the timer fires. */
  static final class NoteFn extends DoFn<KV<String, ReadPosition>, Void> {
    private static final long serialVersionUID = 1L;
    private static final String READ = "read";
    private static final String PASSED = "passed";

    /** The position that waits until stream time has passed it. */
    @StateId(READ)
    private final StateSpec<ValueState<ReadPosition>> readSpec = StateSpecs.value();

    @TimerId(PASSED)
    private final TimerSpec passedSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

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
        @Element KV<String, ReadPosition> position,
        @Timestamp Instant time,
        @StateId(READ) ValueState<ReadPosition> read,
        @TimerId(PASSED) Timer passed) {
      Instant last = GlobalWindow.INSTANCE.maxTimestamp();
      if (read.read() == null) {
        read.write(position.getValue());
        // At the time itself, records of the same time can still come.
        passed
            .withNoOutputTimestamp()
            .set(time.isBefore(last) ? time.plus(Duration.millis(1)) : last);
      }
    }

    @OnTimer(PASSED)
    public void passed(OnTimerContext timer, @StateId(READ) ValueState<ReadPosition> read)
        throws InterruptedException {
      ReadPosition position = read.read();
      read.clear();
      OpenNotes to = Objects.requireNonNull(open);
      // Asked now: a shard that is taken over notes its time before stream time passes its records.
      long settles = Answers.await(to.notes().settleTime().toCompletableFuture());
      if (position != null && settles < timer.fireTimestamp().getMillis()) {
        to.add(to.notes().notePosition(position));
      }
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
