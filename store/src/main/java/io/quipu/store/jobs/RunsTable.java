package io.quipu.store.jobs;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quipu.store.counts.CountColumns;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.session.RetryingRequests;
import io.quipu.store.switches.KeyspaceSwitches;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code runs}, {@code run_files}, {@code run_setups} and {@code run_sequences} of a
 * keyspace: the runs of the jobs of one kind.
 */
public final class RunsTable implements RunHistory {
  /** The stored month of a run without bootstrap. */
  private static final int NO_MONTH = 0;

  private static final int MONTHS = 12;

  private final CassandraSession session;
  private final Kind kind;
  private final String keyspace;
  private final String runs;
  private final String files;
  private final String setups;
  private final String sequences;
  private final String directory;
  private final String progress;

  /** The kinds of jobs. Each writes tables of its own, so it has a history of its own. */
  public enum Kind {
    STATISTIC("statistic", CountsSchema.DIRECTORY),
    CUSTOMER("customer", CountsSchema.CUSTOMER_DIRECTORY);

    private final String key;
    private final String directory;

    Kind(String key, String directory) {
      this.key = key;
      this.directory = directory;
    }

    /** The name of the kind in the tables. */
    public String key() {
      return key;
    }
  }

  /**
   * The tables in a keyspace.
   *
   * @param session is closed with the tables
   * @throws IllegalArgumentException if the keyspace cannot be one
   */
  public RunsTable(CassandraSession session, String keyspace, Kind kind) {
    this.session = session;
    this.kind = kind;
    this.keyspace = keyspace;
    String prefix = CountsSchema.requireKeyspace(keyspace) + ".";
    this.runs = prefix + CountsSchema.RUNS;
    this.files = prefix + CountsSchema.RUN_FILES;
    this.setups = prefix + CountsSchema.RUN_SETUPS;
    this.sequences = prefix + CountsSchema.RUN_SEQUENCES;
    this.directory = prefix + kind.directory;
    this.progress = prefix + CountsSchema.PROGRESS;
  }

  /**
   * Connects, and makes sure that the tables are there. A single node gets them. On a cluster an
   * operator must have applied them, because only he can say how many copies it keeps.
   *
   * @param timeout how long to wait for Cassandra
   * @param progress takes a line about what the start waits for
   * @throws io.quipu.store.session.CassandraException if Cassandra does not answer in time, refuses
   *     the user, or has other tables
   */
  public static RunsTable open(
      CassandraSettings settings, Kind kind, Duration timeout, Consumer<String> progress)
      throws InterruptedException {
    CassandraSession session = CassandraSession.open(settings, timeout, progress);
    try {
      new SchemaAdmin(session, CountsSchema.of(settings.keyspace(), Replication.ONE))
          .applyIfOneNode();
      return new RunsTable(session, settings.keyspace(), kind);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public List<JobRun> runs() {
    return runs(this::setup);
  }

  /** All runs, the latest first, without their setups, of which each needs a request. */
  public List<JobRun> runsWithoutSetups() {
    return runs(incarnation -> RunSetup.UNKNOWN);
  }

  private List<JobRun> runs(LongFunction<RunSetup> setups) {
    return session
        .cql()
        .execute(
            "SELECT incarnation, job, start, bootstrap_before, started, topics, ended FROM "
                + runs
                + " WHERE kind = ?",
            kind.key)
        .map(row -> run(row, setups))
        .all();
  }

  @Override
  public List<RunFile> files(long incarnation) {
    return session
        .cql()
        .execute(
            "SELECT name, bytes, sha256 FROM " + files + " WHERE kind = ? AND incarnation = ?",
            kind.key,
            incarnation)
        .map(
            row ->
                new RunFile(
                    CountColumns.text(row, "name"),
                    row.getLong("bytes"),
                    CountColumns.text(row, "sha256")))
        .all();
  }

  @Override
  public boolean hasCounts() {
    return session.cql().execute("SELECT company FROM " + directory + " LIMIT 1").one() != null;
  }

  @Override
  public boolean hasCounts(String company) {
    return session
            .cql()
            .execute("SELECT company FROM " + directory + " WHERE company = ? LIMIT 1", company)
            .one()
        != null;
  }

  @Override
  public Optional<String> readersUse() {
    return Optional.of(new KeyspaceSwitches(session).usedBy(keyspace))
        .filter(used -> !used.equals(keyspace));
  }

  /** The files and the setup come first: a run that is noted has all of them noted. */
  @Override
  public void begin(JobRun run, List<RunFile> counted) {
    for (RunFile file : counted) {
      session
          .cql()
          .execute(
              "INSERT INTO "
                  + files
                  + " (kind, incarnation, name, bytes, sha256) VALUES (?, ?, ?, ?, ?)",
              kind.key,
              run.incarnation(),
              file.name(),
              file.bytes(),
              file.sha256());
    }
    RunSetup setup = run.setup();
    if (setup.isKnown()) {
      session
          .cql()
          .execute(
              "INSERT INTO "
                  + setups
                  + " (kind, incarnation, shards, zones, zone_rules) VALUES (?, ?, ?, ?, ?)",
              kind.key,
              run.incarnation(),
              setup.shards(),
              setup.zones(),
              setup.zoneRules());
      session
          .cql()
          .execute(
              "INSERT INTO " + sequences + " (kind, incarnation, meanings) VALUES (?, ?, ?)",
              kind.key,
              run.incarnation(),
              setup.sequences());
    }
    session
        .cql()
        .execute(
            "INSERT INTO "
                + runs
                + " (kind, incarnation, job, start, bootstrap_before, started, topics, ended)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            kind.key,
            run.incarnation(),
            run.job(),
            run.start(),
            code(run.bootstrapBefore()),
            run.started(),
            texts(run.topics()),
            run.ended());
  }

  @Override
  public RunScope scope(long incarnation) {
    Row row =
        session
            .cql()
            .execute(
                "SELECT exactness, since FROM "
                    + progress
                    + " WHERE kind = ? AND incarnation = ? LIMIT 1",
                kind.key,
                incarnation)
            .one();
    return row == null
        ? RunScope.UNKNOWN
        : new RunScope(RunScope.Exactness.of(row.getString("exactness")), row.getInstant("since"));
  }

  @Override
  public void noteScope(long incarnation, RunScope scope) {
    session
        .cql()
        .execute(
            "INSERT INTO "
                + progress
                + " (kind, incarnation, exactness, since) VALUES (?, ?, ?, ?)",
            kind.key,
            incarnation,
            scope.exactness().word(),
            scope.since());
  }

  @Override
  public long takeOwner(long incarnation) throws InterruptedException {
    long number = new OwnerNumbers(session, keyspace, kind).begin(incarnation);
    new EarlierJournals(session, keyspace, kind).deleteBefore(incarnation);
    return number;
  }

  @Override
  public Optional<Heartbeats.Beat> lastBeat() throws InterruptedException {
    return new Heartbeats(session, keyspace, kind).last();
  }

  @Override
  public void end(long incarnation) throws InterruptedException {
    RetryingRequests.await(new Heartbeats(session, keyspace, kind).end());
    session
        .cql()
        .execute(
            "UPDATE " + runs + " SET ended = ? WHERE kind = ? AND incarnation = ?",
            Instant.now(),
            kind.key,
            incarnation);
  }

  @Override
  public void close() {
    session.close();
  }

  private JobRun run(Row row, LongFunction<RunSetup> setups) {
    return new JobRun(
        row.getLong("incarnation"),
        CountColumns.text(row, "job"),
        CountColumns.text(row, "start"),
        month(row.getInt("bootstrap_before")),
        CountColumns.instant(row, "started"),
        topics(row),
        setups.apply(row.getLong("incarnation")),
        row.getInstant("ended"));
  }

  private RunSetup setup(long incarnation) {
    Row row =
        session
            .cql()
            .execute(
                "SELECT shards, zones, zone_rules FROM "
                    + setups
                    + " WHERE kind = ? AND incarnation = ?",
                kind.key,
                incarnation)
            .one();
    if (row == null) {
      return RunSetup.UNKNOWN;
    }
    Map<String, String> zones = row.getMap("zones", String.class, String.class);
    Map<String, String> rules = row.getMap("zone_rules", String.class, String.class);
    return new RunSetup(
        row.getInt("shards"),
        zones == null ? Map.of() : zones,
        rules == null ? Map.of() : rules,
        sequences(incarnation));
  }

  /** A run of an earlier build has no sequences. */
  private Map<String, String> sequences(long incarnation) {
    Row row =
        session
            .cql()
            .execute(
                "SELECT meanings FROM " + sequences + " WHERE kind = ? AND incarnation = ?",
                kind.key,
                incarnation)
            .one();
    Map<String, String> meanings =
        row == null ? null : row.getMap("meanings", String.class, String.class);
    return meanings == null ? Map.of() : meanings;
  }

  /** As {@code id/partitions}. */
  private static Map<String, String> texts(Map<String, JobRun.Topic> topics) {
    Map<String, String> texts = new HashMap<>();
    topics.forEach((name, topic) -> texts.put(name, topic.id() + "/" + topic.partitions()));
    return texts;
  }

  private static Map<String, JobRun.Topic> topics(Row row) {
    Map<String, JobRun.Topic> topics = new HashMap<>();
    Map<String, String> texts = row.getMap("topics", String.class, String.class);
    if (texts != null) {
      texts.forEach(
          (name, text) -> {
            int slash = text.lastIndexOf('/');
            topics.put(
                name,
                new JobRun.Topic(
                    text.substring(0, slash), Integer.parseInt(text.substring(slash + 1))));
          });
    }
    return topics;
  }

  private static int code(@Nullable YearMonth month) {
    return month == null ? NO_MONTH : month.getYear() * MONTHS + month.getMonthValue() - 1;
  }

  private static @Nullable YearMonth month(int code) {
    return code == NO_MONTH ? null : YearMonth.of(code / MONTHS, code % MONTHS + 1);
  }
}
