package io.quipu.audit.input;

import io.quipu.model.event.RawRecord;
import java.util.Set;

/** The raw events of a keyspace, in the order in which the job reads them. */
public interface EventLog extends AutoCloseable {

  /** Takes records; an exception ends the reading. */
  @FunctionalInterface
  interface Sink<E extends Exception> {
    /**
     * Takes a record.
     *
     * @param counted whether the job has counted it for sure; it may have counted the others
     */
    void record(RawRecord record, boolean counted) throws E;
  }

  /**
   * Reads all records that the job has counted for sure.
   *
   * @throws io.quipu.io.StartupException if they cannot be read
   */
  <E extends Exception> void readCounted(Sink<E> sink) throws E, InterruptedException;

  /**
   * Reads the records that came since the last call, up to the end of the log at this moment. All
   * rows that were stored before this call are of records that were read.
   *
   * @throws io.quipu.io.StartupException if they cannot be read
   */
  <E extends Exception> void readRest(Sink<E> sink) throws E, InterruptedException;

  /** Whether the log still has all records that the job may have counted. */
  boolean isComplete();

  /** The names of the files in the log; none for a log that is not of files. */
  Set<String> files();

  @Override
  void close();
}
