package io.quipu.transforms.pages;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.state.Generations;
import java.io.Serializable;
import java.time.Clock;
import java.time.YearMonth;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.display.HasDisplayData;

/**
 * Describes the pages that a stage has outside its state: in which store they are, and which of
 * them belong to the running job.
 *
 * <p>An <em>incarnation</em> is a job and all its restarts from its own checkpoints. A job uses
 * pages of earlier incarnations only for months before the horizon. A later month starts empty, so
 * its pages are looked up only after some have left state.
 */
@AutoValue
public abstract class PageSpill implements HasDisplayData, Serializable {
  private static final long serialVersionUID = 1L;

  /** The default of {@link #withPortion}: less than can be in flight, so that no portion waits. */
  static final int PORTION = SpilledPages.MAX_IN_FLIGHT - ShardPages.CHUNK;

  abstract PageStore store();

  /** The horizon: the first month for which earlier incarnations have stored nothing. */
  abstract int firstNewMonth();

  abstract long incarnation();

  abstract Clock clock();

  abstract int portion();

  /**
   * Spilled pages in a store.
   *
   * @param bootstrapBefore the horizon: the first month for which earlier incarnations have stored
   *     nothing
   * @param incarnation from {@link Generations#newIncarnation}; the same whenever the job continues
   *     from its own state
   */
  public static PageSpill to(PageStore store, YearMonth bootstrapBefore, long incarnation) {
    return new AutoValue_PageSpill(
        store, LocalHour.month(bootstrapBefore), incarnation, Clock.systemUTC(), PORTION);
  }

  /**
   * Sets the clock that numbers the spills of a shard and measures portions; the system's clock by
   * default.
   *
   * @param clock serializable, because workers get a copy
   */
  public PageSpill withClock(Clock clock) {
    return new AutoValue_PageSpill(store(), firstNewMonth(), incarnation(), clock, portion());
  }

  /**
   * Sets how many pages of a shard leave state in one call of a timer, rounded up to whole chunks
   * of their index; {@value #PORTION} by default. A short time is a limit too.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public PageSpill withPortion(int pages) {
    if (pages < 1) {
      throw new IllegalArgumentException(
          "A portion has " + pages + " pages; it must have 1 or more.");
    }
    return new AutoValue_PageSpill(store(), firstNewMonth(), incarnation(), clock(), pages);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("store", store().getClass()).withLabel("Store of spilled pages"))
        .add(
            DisplayData.item("bootstrapBefore", LocalHour.yearMonth(firstNewMonth()).toString())
                .withLabel("First month that takes nothing over from earlier jobs"))
        .add(DisplayData.item("incarnation", incarnation()).withLabel("Incarnation of the job"));
  }
}
