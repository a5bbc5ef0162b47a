package io.quipu.io.cassandra;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.state.Shard;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.journal.JournalTables;
import io.quipu.store.journal.JournalTables.OwnerRow;
import io.quipu.store.session.CassandraSettings;
import io.quipu.transforms.journal.JournalEntry;
import io.quipu.transforms.journal.ShardJournal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The journal of a run in Cassandra. The schema must have been applied. */
public final class CassandraJournal implements ShardJournal {
  private static final long serialVersionUID = 1L;

  private final CassandraSettings settings;
  private final RunsTable.Kind kind;
  private final long incarnation;
  private transient @Nullable JournalTables tables;

  /**
   * The journal in this Cassandra.
   *
   * @param incarnation the number of the run
   */
  public CassandraJournal(CassandraSettings settings, RunsTable.Kind kind, long incarnation) {
    this.settings = settings;
    this.kind = kind;
    this.incarnation = incarnation;
  }

  @Override
  public void open() throws InterruptedException {
    tables = JournalTables.open(settings, kind, incarnation);
  }

  @Override
  public long incarnation() {
    return incarnation;
  }

  @Override
  public long nextNumber() throws InterruptedException {
    return tables().nextNumber();
  }

  @Override
  public CompletionStage<Owner> take(Shard shard, long number) {
    return tables().take(shard, number).thenApply(CassandraJournal::owner);
  }

  private static Owner owner(OwnerRow row) {
    return new Owner(row.owner(), row.hours(), row.dropped());
  }

  @Override
  public CompletionStage<Map<Shard, Long>> owners(Set<Shard> shards) {
    return tables().owners(shards);
  }

  @Override
  public CompletionStage<List<Shard>> taken(int number) {
    return tables().taken(number);
  }

  @Override
  public CompletionStage<Void> addHour(Shard shard, int hour) {
    return tables().addHour(shard, hour);
  }

  @Override
  public CompletionStage<Void> append(Shard shard, JournalEntry entry) {
    return tables()
        .append(
            shard,
            entry.hour(),
            new JournalTables.EntryRow(
                entry.owner(), entry.sequence(), entry.time(), entry.batch().bytes()));
  }

  @Override
  public CompletionStage<List<JournalEntry>> read(Shard shard, int hour) {
    return tables()
        .read(shard, hour)
        .thenApply(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new JournalEntry(
                                row.owner(),
                                row.sequence(),
                                hour,
                                row.time(),
                                new IncrementBatch(row.batch())))
                    .toList());
  }

  @Override
  public CompletionStage<Void> drop(Shard shard, int hour) {
    return tables().drop(shard, hour);
  }

  @Override
  public CompletionStage<Void> noteSettleTime(long time) {
    return tables().noteSettleTime(time);
  }

  @Override
  public void beat() {
    tables().beat();
  }

  @Override
  public void close() {
    if (tables != null) {
      tables.close();
      tables = null;
    }
  }

  private JournalTables tables() {
    if (tables == null) {
      throw new IllegalStateException("The journal is not open.");
    }
    return tables;
  }
}
