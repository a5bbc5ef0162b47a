package io.quipu.store.jobs;

import java.util.List;

/** The runs of the jobs of one kind that have written into a keyspace. */
public interface RunHistory extends AutoCloseable {

  /** Opens the history; its connection is closed with it. */
  @FunctionalInterface
  interface Source {
    RunHistory open() throws InterruptedException;
  }

  /** All runs, the latest first. */
  List<JobRun> runs();

  /** The files that a run counts or has counted; none for a run over topics. */
  List<RunFile> files(long incarnation);

  /** Whether the keyspace has counts, of a known run or of an unknown one. */
  boolean hasCounts();

  /** Notes that a run begins or continues, and which files it counts. */
  void begin(JobRun run, List<RunFile> files);

  /** Notes that all that a run read is written. */
  void end(long incarnation);

  @Override
  void close();
}
