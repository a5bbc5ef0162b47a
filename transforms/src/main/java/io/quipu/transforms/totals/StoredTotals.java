package io.quipu.transforms.totals;

import io.quipu.model.CountRow;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The rows that earlier jobs stored, for totals to go on from. */
public interface StoredTotals extends Serializable {

  /** Connects; called once before the first read, by each worker. */
  void open();

  /**
   * Reads the rows of one counter and month, of all resolutions.
   *
   * @param month as {@link io.quipu.model.LocalHour#month}
   * @return the rows, in any order; none if the counter has none in that month. It fails only if
   *     retrying is in vain
   */
  CompletionStage<List<CountRow>> read(
      String company, String statistic, String dimension, String value, int month);

  /** Disconnects. */
  void close();
}
