package io.quipu.pipeline.start;

import io.quipu.store.jobs.JobRun;
import java.util.List;

/**
 * A start that was decided.
 *
 * @param run the run that begins or continues
 * @param files the files to read; none for a job that reads topics
 */
record Start(JobRun run, List<InputFile> files) {}
