package io.quipu.pipeline.start;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.RawRecord;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * A job that is ready to run: its input and tables are there, and its start is decided.
 *
 * @param read the first stage
 * @param writeDeadLetters where dead letters go
 * @param run the run that begins or continues
 * @param end notes that the run has ended
 */
public record PreparedJob(
    JobSpec spec,
    Catalog catalog,
    PTransform<PBegin, PCollection<RawRecord>> read,
    PTransform<PCollection<DeadLetter>, PDone> writeDeadLetters,
    JobRun run,
    End end) {

  /** Notes that all that a run read was written, so that a later run can add to it. */
  @FunctionalInterface
  public interface End {
    void note() throws InterruptedException;
  }
}
