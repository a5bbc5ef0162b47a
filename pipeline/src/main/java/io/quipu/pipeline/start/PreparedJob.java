package io.quipu.pipeline.start;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Changes;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.trigger.Triggers;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.POutput;
import org.jspecify.annotations.Nullable;

/**
 * A job that is ready to run: its input and tables are there, and its start is decided.
 *
 * @param read the first stage, with the outputs of {@link io.quipu.transforms.progress.ReadOutputs}
 * @param writeDeadLetters where dead letters go
 * @param run the run that begins or continues
 * @param owner the number of the owner of this start's rows; 0 if the job is empty
 * @param isEmpty whether all that it would read was counted before, so that the run is not noted
 * @param changes which changed rows are sent to Kafka; null if none are
 * @param triggers what fires on rows of this job; null if nothing does
 * @param end notes that the run has ended, unless the pipeline does so itself
 */
public record PreparedJob(
    JobSpec spec,
    Catalog catalog,
    PTransform<PBegin, PCollectionTuple> read,
    PTransform<PCollection<DeadLetter>, ? extends POutput> writeDeadLetters,
    JobRun run,
    long owner,
    boolean isEmpty,
    @Nullable Changes changes,
    @Nullable Triggers triggers,
    End end) {

  /** Notes that all that a run read was written, so that a later run can add to it. */
  @FunctionalInterface
  public interface End {
    void note() throws InterruptedException;
  }
}
