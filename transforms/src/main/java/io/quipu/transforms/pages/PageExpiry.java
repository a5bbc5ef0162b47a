package io.quipu.transforms.pages;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.Shard;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lets the pages of expired shards leave state, and stores them first. They leave in portions: each
 * call of a timer takes some pages and a short time. Batches and checkpoints come in between.
 *
 * <p>The state says which pages have left. So a page that is not in state is in the store, between
 * two portions as well as after the last one, and after a crash as well.
 *
 * <p>Each instance of a stage uses a generation of its own for each time that a shard's pages
 * leave. So nobody writes a page twice under the same generation, also not after a crash: an
 * instance that continues from a checkpoint takes a new generation, and never reads pages that the
 * lost one has stored since. Without key affinity, instances take turns, and a shard collects a
 * generation for each turn.
 *
 * <p>A stage needs two timers for it. The <em>portion</em> timer has processing time, because a
 * watermark may stand still while a job is busy. The <em>end</em> timer has event time. It fires
 * when the input has ended, because runners may then forget timers of processing time.
 */
public final class PageExpiry {
  private final @Nullable SpilledPages spilled;
  private final BiConsumer<Shard, Fingerprint> forget;
  private final int mostPages;
  private final Clock clock;
  // The generation that this instance has taken for the pages of a shard that leave now.
  private final Map<Shard, Long> generations = new HashMap<>();
  private final PortionPace pace = new PortionPace();
  private final Counter spills = Metrics.counter("quipu", "pages-spilled");
  private final Gauge longestPortion = Metrics.gauge("quipu", "longest-portion-ms");
  private long evicted;
  private long longest;

  /**
   * @param spilled null if pages need not be stored
   * @param forget is told the key of each page that leaves
   */
  public PageExpiry(@Nullable SpilledPages spilled, BiConsumer<Shard, Fingerprint> forget) {
    this.spilled = spilled;
    this.forget = forget;
    this.mostPages = spilled == null ? PageSpill.PORTION : spilled.portion();
    this.clock = spilled == null ? Clock.systemUTC() : spilled.clock();
  }

  /** Begins with all pages that the shard has in state now, because it has expired. */
  public void begin(ShardPages pages, Timer portion, Timer end) throws InterruptedException {
    generations.remove(pages.shard());
    pages.write(pages.header().leaving());
    if (pages.header().isLeaving()) {
      // It must not hold the watermark: it outputs nothing when it fires.
      end.withNoOutputTimestamp().set(GlobalWindow.INSTANCE.maxTimestamp());
      portion(pages, portion, end);
    }
  }

  /** Lets the next portion leave, if it is time for it, and sets the timer if pages remain. */
  public void portion(ShardPages pages, Timer portion, Timer end) throws InterruptedException {
    if (!pages.header().isLeaving()) {
      return;
    }
    if (pace.mayBegin(portion.getCurrentRelativeTime())) {
      long began = clock.millis();
      evict(pages, mostPages, began + PortionPace.LONGEST_MS);
      long took = clock.millis() - began;
      longest = Math.max(longest, took);
      pace.ended(portion.getCurrentRelativeTime(), took);
    }
    if (pages.header().isLeaving()) {
      portion
          .withNoOutputTimestamp()
          .offset(pace.reserve(portion.getCurrentRelativeTime()))
          .setRelative();
    } else {
      // This timer would stay until the end of time, and a runner may be unable to delete it.
      end.withNoOutputTimestamp().set(Instant.EPOCH);
    }
  }

  /**
   * Lets all pages leave that wait for their portion, if the input has ended.
   *
   * @param fired the time to which the end timer was set
   */
  public void end(ShardPages pages, Instant fired) throws InterruptedException {
    if (!fired.isBefore(GlobalWindow.INSTANCE.maxTimestamp())) {
      evict(pages, Long.MAX_VALUE, Long.MAX_VALUE);
    }
  }

  /** Lets whole chunks leave, until there were enough pages or the time is over. */
  private void evict(ShardPages pages, long most, long untilMillis) throws InterruptedException {
    long before = evicted;
    while (pages.header().isLeaving() && evicted - before < most && clock.millis() < untilMillis) {
      long generation = generation(pages);
      for (Fingerprint key : pages.takeFirstChunk()) {
        byte[] page = pages.take(key);
        if (spilled != null) {
          spilled.write(pages.shard(), key, generation, page);
        }
        forget.accept(pages.shard(), key);
        evicted++;
      }
    }
    pages.write(pages.header());
    if (!pages.header().isLeaving()) {
      generations.remove(pages.shard());
    }
  }

  private long generation(ShardPages pages) {
    if (spilled == null) {
      return 0;
    }
    Long known = generations.get(pages.shard());
    // Another instance may have taken a later one.
    if (known != null && known.equals(pages.header().lastGeneration())) {
      return known;
    }
    long generation = spilled.nextGeneration(pages.left());
    generations.put(pages.shard(), generation);
    pages.write(pages.header().withGeneration(generation));
    return generation;
  }

  /** Waits until the pages that have left are durable, and updates metrics, once per bundle. */
  public void finishBundle() throws InterruptedException {
    if (spilled != null) {
      long began = clock.millis();
      spilled.awaitWrites();
      if (evicted > 0) {
        long waited = clock.millis() - began;
        longest = Math.max(longest, waited);
        pace.waited(waited);
      }
    }
    // A metric exists only after its first update, so this shows that it is still 0.
    spills.inc(spilled == null ? 0 : evicted);
    if (evicted > 0) {
      longestPortion.set(longest);
    }
    evicted = 0;
  }
}
