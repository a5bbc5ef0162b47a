package io.quipu.pipeline.start;

import io.quipu.model.event.RawRecord;
import io.quipu.transforms.progress.ReadOutputs;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * A first stage that has records alone among the {@link ReadOutputs}: its input has an end, so
 * nobody needs positions.
 */
final class RecordsOnly extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  private final PTransform<PBegin, PCollection<RawRecord>> read;

  RecordsOnly(PTransform<PBegin, PCollection<RawRecord>> read) {
    this.read = read;
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    return PCollectionTuple.of(ReadOutputs.RECORDS, read.expand(begin));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    read.populateDisplayData(builder);
  }
}
