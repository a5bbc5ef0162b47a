package io.quipu.store.progress;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import io.quipu.model.progress.Counted;
import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.ReadPosition;
import io.quipu.model.progress.WaitingLetters;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunScope;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the jobs of one kind have noted about their progress. Thread-safe; the caller closes
 * the session.
 */
public final class ProgressReader {
  private final CqlSession session;
  private final RunsTable runs;
  private final AuditsTable audits;
  private final String kind;
  private final PreparedStatement positions;
  private final PreparedStatement lateness;
  private final PreparedStatement letters;

  /**
   * A reader of a keyspace.
   *
   * @throws IllegalArgumentException if the name is not valid for a keyspace
   */
  public ProgressReader(CassandraSession shared, String keyspace, RunsTable.Kind kind) {
    this.session = shared.cql();
    this.runs = new RunsTable(shared, keyspace, kind);
    this.audits = new AuditsTable(shared, keyspace, kind);
    this.kind = kind.key();
    String prefix = CountsSchema.requireKeyspace(keyspace) + ".";
    positions =
        session.prepare(
            "SELECT source, partition, next_offset, up_to FROM "
                + prefix
                + CountsSchema.PROGRESS
                + " WHERE kind = ? AND incarnation = ?");
    lateness =
        session.prepare(
            "SELECT lateness FROM "
                + prefix
                + CountsSchema.LATENESS
                + " WHERE kind = ? AND company = ?");
    letters =
        session.prepare(
            "SELECT hour, letters FROM "
                + prefix
                + CountsSchema.WAITING_LETTERS
                + " WHERE kind = ? AND hour >= ? AND hour <= ?");
  }

  /** How far the keyspace is counted. Rows that are read later have at least these events. */
  public Counted counted() {
    List<JobRun> all = runs.runsWithoutSetups();
    if (all.isEmpty()) {
      return Counted.unknown(
          "Nothing says which job has counted.", RunScope.Exactness.UNKNOWN.word());
    }
    JobRun latest = all.get(0);
    RunScope scope = runs.scope(latest.incarnation());
    String exactness = scope.exactness().word();
    Optional<JobRun> unended =
        all.stream().skip(1).filter(run -> !run.hasEnded() && isLast(run, all)).findFirst();
    if (unended.isPresent()) {
      return Counted.unknown(
          "The run '%s', which began at %s, has not ended, so its last events may be missing or counted twice."
              .formatted(unended.get().job(), unended.get().startedText()),
          exactness);
    }
    if (!latest.hasEnded() && latest.topics().isEmpty()) {
      return Counted.unknown(
          "The run '%s', which began at %s, has not ended."
              .formatted(latest.job(), latest.startedText()),
          exactness);
    }
    // Files that were counted later do not say how far the topics are.
    return all.stream()
        .filter(run -> !run.topics().isEmpty())
        .findFirst()
        .map(this::ofTopics)
        .orElseGet(() -> new Counted(null, Counted.ALL, Counted.NOTHING, List.of(), exactness));
  }

  /** Whether no later run of the same job follows. */
  private static boolean isLast(JobRun run, List<JobRun> all) {
    return all.stream()
        .filter(other -> other.job().equals(run.job()))
        .findFirst()
        .filter(run::equals)
        .isPresent();
  }

  private Counted ofTopics(JobRun run) {
    RunScope scope = runs.scope(run.incarnation());
    String exactness = scope.exactness().word();
    List<ReadPosition> found = positions(run.incarnation());
    int partitions = run.topics().values().stream().mapToInt(JobRun.Topic::partitions).sum();
    if (found.size() < partitions || scope.exactness() == RunScope.Exactness.UNKNOWN) {
      return new Counted(
          "The job has not said how far it is: %d of its %d partitions have a position."
              .formatted(found.size(), partitions),
          Counted.NOTHING,
          Counted.NOTHING,
          found,
          exactness);
    }
    long upTo = found.stream().mapToLong(ReadPosition::upTo).min().orElse(Counted.NOTHING);
    Instant since = scope.since();
    return new Counted(
        null, upTo, since == null ? Counted.NOTHING : since.toEpochMilli(), found, exactness);
  }

  private List<ReadPosition> positions(long incarnation) {
    List<ReadPosition> found = new ArrayList<>();
    for (Row row : session.execute(positions.bind(kind, incarnation))) {
      // Without positions, the columns of the whole partition are a row of their own.
      if (!row.isNull("source")) {
        found.add(
            new ReadPosition(
                CountColumns.text(row, "source"),
                row.getInt("partition"),
                row.getLong("next_offset"),
                CountColumns.instant(row, "up_to").toEpochMilli()));
      }
    }
    return found;
  }

  /** How late the events of a company come; null if nobody has seen any. */
  public @Nullable Lateness lateness(String company) {
    Row row = session.execute(lateness.bind(kind, company)).one();
    return row == null
        ? null
        : Lateness.fromBytes(
            ByteUtils.getArray(Objects.requireNonNull(row.getByteBuffer("lateness"))));
  }

  /** The dead letters of some hours since 1970, both inclusive, and those of unknown hours. */
  public WaitingLetters letters(int firstHour, int lastHour) {
    Map<Integer, Long> byHour = new HashMap<>();
    add(firstHour, lastHour, byHour);
    if (firstHour > WaitingLetters.ANY_HOUR) {
      add(WaitingLetters.ANY_HOUR, WaitingLetters.ANY_HOUR, byHour);
    }
    return new WaitingLetters(byHour);
  }

  private void add(int firstHour, int lastHour, Map<Integer, Long> byHour) {
    for (Row row : session.execute(letters.bind(kind, firstHour, lastHour))) {
      byHour.merge(row.getInt("hour"), row.getLong("letters"), Long::sum);
    }
  }

  /** The last audits, the latest first. */
  public List<AuditsTable.AuditEnd> audits() {
    return audits.last();
  }
}
