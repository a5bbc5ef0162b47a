package io.quipu.transforms.pages;

import com.google.auto.value.AutoValue;
import io.quipu.model.LocalHour;
import java.io.Serializable;
import java.time.YearMonth;

/**
 * What a stage knows of the pages that are not in its state: where they are, and which of them are
 * its own.
 *
 * <p>A <em>lineage</em> is a job and all its restarts from its own checkpoints. What earlier
 * lineages have stored is taken over for months before the horizon only; a later month starts from
 * nothing, so no page of it is looked for until one has gone from state.
 */
@AutoValue
public abstract class Archive implements Serializable {
  private static final long serialVersionUID = 1L;

  abstract PageStore store();

  /** The first month of which no earlier lineage has left anything to go on from. */
  abstract int firstNewMonth();

  abstract long lineage();

  /**
   * An archive in a store.
   *
   * @param hydrateBefore the first month of which earlier lineages have left nothing
   * @param lineage of {@link Generations#newLineage}, the same whenever the job goes on from its
   *     own state
   */
  public static Archive of(PageStore store, YearMonth hydrateBefore, long lineage) {
    return new AutoValue_Archive(store, LocalHour.month(hydrateBefore), lineage);
  }
}
