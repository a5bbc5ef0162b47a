package io.quipu.transforms.journal;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.transforms.pages.Answers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.Read;
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
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Adds an empty batch for each shard of the journal, whenever the job starts again. So each shard
 * in which a lost attempt wrote is visited, also if no event comes for it any more.
 *
 * <p>In and out: batches of increments by shard, in the global window. Time: a timer of stream time
 * for each {@link Shard#number}. It fires at each start of the job, whatever the checkpoint
 * contains, and then every 10 seconds.
 */
public final class WakeShards
    extends PTransform<
        PCollection<KV<Shard, IncrementBatch>>, PCollection<KV<Shard, IncrementBatch>>> {
  private static final long serialVersionUID = 1L;

  private final ShardJournal journal;
  private final int shards;

  private WakeShards(ShardJournal journal, int shards) {
    this.journal = journal;
    this.shards = shards;
  }

  /**
   * The shards of a journal.
   *
   * @param shards how many shards each month has
   */
  public static WakeShards of(ShardJournal journal, int shards) {
    return new WakeShards(journal, shards);
  }

  @Override
  public PCollection<KV<Shard, IncrementBatch>> expand(
      PCollection<KV<Shard, IncrementBatch>> batches) {
    Coder<KV<Shard, IncrementBatch>> coder = batches.getCoder();
    PCollection<KV<Shard, IncrementBatch>> numbers =
        batches
            .getPipeline()
            .apply("EachNumber", Read.from(ShardNumbers.upTo(shards, batches.isBounded())))
            .apply("Number", ParDo.of(new NumberFn()))
            .setCoder(coder);
    // The timers follow the stream time of the batches, so the stage gets it, without the batches.
    PCollection<KV<Shard, IncrementBatch>> streamTime =
        batches.apply("StreamTime", ParDo.of(new DropFn())).setCoder(coder);
    PCollection<KV<Shard, IncrementBatch>> woken =
        PCollectionList.of(streamTime)
            .and(numbers)
            .apply("Numbers", Flatten.pCollections())
            .apply("Wake", ParDo.of(new WakeFn(journal)))
            .setCoder(coder);
    return PCollectionList.of(batches).and(woken).apply("Batches", Flatten.pCollections());
  }

  /** Outputs a number as a shard of no month. */
  private static final class NumberFn extends DoFn<Integer, KV<Shard, IncrementBatch>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer number, OutputReceiver<KV<Shard, IncrementBatch>> out) {
      out.output(KV.of(new Shard(0, number), IncrementBatch.EMPTY));
    }
  }

  /** Outputs nothing. */
  private static final class DropFn
      extends DoFn<KV<Shard, IncrementBatch>, KV<Shard, IncrementBatch>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {}
  }

  /** Has a timer for each number, and visits the shards that it has not visited. */
  static final class WakeFn extends DoFn<KV<Shard, IncrementBatch>, KV<Shard, IncrementBatch>> {
    private static final long serialVersionUID = 1L;
    private static final String VISIT = "visit";
    private static final String CLOCK = "clock";
    private static final String VISITED = "visited";

    private static final Duration PERIOD = Duration.standardSeconds(10);

    /** After so many visits without progress of the clock, the input has ended. */
    private static final int MAX_IDLE_VISITS = 20;

    @TimerId(VISIT)
    private final TimerSpec visitSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    // Never set: it shows the worker's clock.
    @TimerId(CLOCK)
    private final TimerSpec clockSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    /** When the last visit was, by the worker's clock, in milliseconds since 1970. */
    @StateId(VISITED)
    private final StateSpec<ValueState<Long>> visitedSpec = StateSpecs.value();

    private final ShardJournal journal;
    private transient @Nullable ShardJournal open;
    private transient Map<Integer, Integer> idleVisits;
    private transient Set<Shard> woken;

    WakeFn(ShardJournal journal) {
      this.journal = journal;
      this.idleVisits = new HashMap<>();
      this.woken = new HashSet<>();
    }

    @Setup
    public void setup() throws InterruptedException {
      idleVisits = new HashMap<>();
      woken = new HashSet<>();
      journal.open();
      open = journal;
    }

    @ProcessElement
    public void process(@Timestamp Instant time, @TimerId(VISIT) Timer visit) {
      // At the end of the input, or with a broker's clock ahead, the last timer is set far ahead.
      // A job that continues from there must not wait for it.
      visit.set(time);
    }

    @OnTimer(VISIT)
    public void visit(
        @Key Shard number,
        @StateId(VISITED) ValueState<Long> visited,
        @TimerId(VISIT) Timer visit,
        @TimerId(CLOCK) Timer clock,
        OutputReceiver<KV<Shard, IncrementBatch>> out)
        throws InterruptedException {
      Objects.requireNonNull(open).beat();
      Instant now = clock.getCurrentRelativeTime();
      int idle = idleVisits(number.number(), visited, now);
      if (idle <= 1) {
        wake(number.number(), out);
      }
      if (idle < MAX_IDLE_VISITS) {
        visit.set(now.plus(Duration.millis(PERIOD.getMillis() << idle)));
      }
    }

    /** Never called, but Beam wants a method for each timer. */
    @OnTimer(CLOCK)
    public void clock() {}

    private void wake(int number, OutputReceiver<KV<Shard, IncrementBatch>> out)
        throws InterruptedException {
      for (Shard shard :
          Answers.await(Objects.requireNonNull(open).taken(number).toCompletableFuture())) {
        if (woken.add(shard)) {
          out.output(KV.of(shard, IncrementBatch.EMPTY));
        }
      }
    }

    /**
     * Counts the visits since the worker's clock has moved. The timer fires at once if the input
     * has ended, or if the broker's clock is ahead of this one. So without progress of the clock
     * the period doubles, up to a limit.
     */
    private int idleVisits(int number, ValueState<Long> visited, Instant now) {
      Long last = visited.read();
      boolean progress = last == null || now.getMillis() - last >= PERIOD.getMillis() / 2;
      if (progress) {
        visited.write(now.getMillis());
      }
      int idle = progress ? 0 : idleVisits.getOrDefault(number, 0) + 1;
      idleVisits.put(number, idle);
      return idle;
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
