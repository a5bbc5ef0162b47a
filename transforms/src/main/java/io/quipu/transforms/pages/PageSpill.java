package io.quipu.transforms.pages;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.LocalHour;
import io.quipu.model.state.Generations;
import java.io.Serializable;
import java.time.YearMonth;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.display.HasDisplayData;

/**
 * What a stage knows of the pages that are not in its state: where they are, and which of them are
 * its own.
 *
 * <p>A <em>incarnation</em> is a job and all its restarts from its own checkpoints. What earlier
 * incarnations have stored is taken over for months before the horizon only; a later month starts
 * from nothing, so no page of it is looked for until one has gone from state.
 */
@AutoValue
public abstract class PageSpill implements HasDisplayData, Serializable {
  private static final long serialVersionUID = 1L;

  abstract PageStore store();

  /** The first month of which no earlier incarnation has left anything to go on from. */
  abstract int firstNewMonth();

  abstract long incarnation();

  /**
   * Spilled pages in a store.
   *
   * @param bootstrapBefore the first month of which earlier incarnations have left nothing
   * @param incarnation of {@link Generations#newIncarnation}, the same whenever the job goes on
   *     from its own state
   */
  public static PageSpill to(PageStore store, YearMonth bootstrapBefore, long incarnation) {
    return new AutoValue_PageSpill(store, LocalHour.month(bootstrapBefore), incarnation);
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
