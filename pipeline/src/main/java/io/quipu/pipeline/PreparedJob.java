package io.quipu.pipeline;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.RawRecord;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * A job that is ready to run: its input and tables exist, and its start is fixed.
 *
 * @param read the first stage
 * @param writeDeadLetters the stage that writes dead letters
 * @param incarnation separates the job's own pages in Cassandra from those of earlier incarnations
 */
public record PreparedJob(
    JobSpec spec,
    Catalog catalog,
    PTransform<PBegin, PCollection<RawRecord>> read,
    PTransform<PCollection<DeadLetter>, PDone> writeDeadLetters,
    long incarnation) {}
