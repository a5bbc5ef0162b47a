package io.quipu.pipeline;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.RawRecord;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * A job whose world is ready: its input and tables are there, and it is settled where it starts.
 *
 * @param read the first stage
 * @param writeDeadLetters where dead letters go
 * @param incarnation tells this life's pages in Cassandra from those of earlier lives
 */
public record PreparedJob(
    JobSpec spec,
    Catalog catalog,
    PTransform<PBegin, PCollection<RawRecord>> read,
    PTransform<PCollection<DeadLetter>, PDone> writeDeadLetters,
    long incarnation) {}
