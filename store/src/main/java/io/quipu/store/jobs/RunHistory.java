package io.quipu.store.jobs;

import java.util.List;
import java.util.Optional;

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

  /** Whether the keyspace has counts of a company. */
  boolean hasCounts(String company);

  /** The other keyspace that readers of this one were switched to, if they were. */
  Optional<String> readersUse();

  /** Notes that a run begins or continues, and which files it counts. */
  void begin(JobRun run, List<RunFile> files);

  /** What readers must know of the numbers of a run. */
  RunScope scope(long incarnation);

  /** Notes what readers must know of the numbers of a run. */
  void noteScope(long incarnation, RunScope scope);

  /**
   * Takes a number for the owner of the rows that a start writes. It is larger than all numbers
   * before it. Attempts of earlier runs get no more numbers, and what they noted in the journal is
   * deleted.
   */
  long takeOwner(long incarnation) throws InterruptedException;

  /** The last sign of life of a process that runs the job, if there is one. */
  Optional<Heartbeats.Beat> lastBeat() throws InterruptedException;

  /** Notes that all that a run read is written, and that no process runs it any more. */
  void end(long incarnation) throws InterruptedException;

  @Override
  void close();
}
