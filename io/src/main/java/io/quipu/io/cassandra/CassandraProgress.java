package io.quipu.io.cassandra;

import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.ReadPosition;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.progress.ProgressTables;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.progress.ProgressNotes;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The notes of a run about its progress, in Cassandra. The schema must have been applied. */
public final class CassandraProgress implements ProgressNotes {
  private static final long serialVersionUID = 1L;

  private final CassandraSettings settings;
  private final RunsTable.Kind kind;
  private final long incarnation;
  private transient @Nullable ProgressTables tables;

  /**
   * The notes in this Cassandra.
   *
   * @param incarnation the number of the run
   */
  public CassandraProgress(CassandraSettings settings, RunsTable.Kind kind, long incarnation) {
    this.settings = settings;
    this.kind = kind;
    this.incarnation = incarnation;
  }

  @Override
  public void open() throws InterruptedException {
    tables = ProgressTables.open(settings, kind, incarnation);
  }

  @Override
  public CompletionStage<Long> settleTime() {
    return tables().settleTime();
  }

  @Override
  public CompletionStage<Void> notePosition(ReadPosition counted) {
    return tables().notePosition(counted);
  }

  @Override
  public CompletionStage<Void> noteLateness(String company, Lateness seen) {
    return tables().noteLateness(company, seen);
  }

  @Override
  public CompletionStage<Void> noteLetters(int hour, long waiting) {
    return tables().noteLetters(hour, waiting);
  }

  @Override
  public void close() {
    if (tables != null) {
      tables.close();
      tables = null;
    }
  }

  private ProgressTables tables() {
    if (tables == null) {
      throw new IllegalStateException("The notes about progress are not open.");
    }
    return tables;
  }
}
