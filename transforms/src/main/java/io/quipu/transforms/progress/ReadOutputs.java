package io.quipu.transforms.progress;

import io.quipu.model.event.RawRecord;
import io.quipu.model.progress.ReadPosition;
import org.apache.beam.sdk.values.TupleTag;

/** The outputs of the first stage. */
public final class ReadOutputs {
  /** What was read. */
  public static final TupleTag<RawRecord> RECORDS = new TupleTag<>("records") {};

  /**
   * How far the readers have read. The timestamp of a position is not before that of any record
   * before it.
   */
  public static final TupleTag<ReadPosition> POSITIONS = new TupleTag<>("positions") {};

  /** For each replayed record, the hour in which it was appended first, counted from 1970. */
  public static final TupleTag<Integer> REPLAYED = new TupleTag<>("replayed") {};

  private ReadOutputs() {}
}
