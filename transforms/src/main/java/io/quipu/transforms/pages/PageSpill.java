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

  abstract PageStore store();

  /** The horizon: the first month for which earlier incarnations have stored nothing. */
  abstract int firstNewMonth();

  abstract long incarnation();

  abstract Clock clock();

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
        store, LocalHour.month(bootstrapBefore), incarnation, Clock.systemUTC());
  }

  /**
   * Sets the clock that numbers the spills of a shard; the system's clock by default.
   *
   * @param clock serializable, because workers get a copy
   */
  public PageSpill withClock(Clock clock) {
    return new AutoValue_PageSpill(store(), firstNewMonth(), incarnation(), clock);
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
