package io.quipu.store.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tables of one installation: a keyspace, and the steps that create its tables version by
 * version. {@code docs/table-layout.md} gives the reasons for their layout.
 */
public final class CountsSchema {

  /** The version of the tables that this program reads and writes. */
  public static final int VERSION = 11;

  /** The series of one counter: one partition per counter and calendar year. */
  public static final String COUNTS = "counts";

  /** The values of a dimension in one bucket: one partition per bucket and slice. */
  public static final String COUNTS_BY_VALUE = "counts_by_value";

  /** The statistics, dimensions and months that a company has: one partition per company. */
  public static final String DIRECTORY = "directory";

  /** The counts of customers: one partition per customer and calendar year. */
  public static final String CUSTOMER_COUNTS = "customer_counts";

  /** The directory of the counts of customers: one partition per company. */
  public static final String CUSTOMER_DIRECTORY = "customer_directory";

  /** Numbers that Cassandra adds up: one partition per counter and calendar year. */
  public static final String COUNT_INCREMENTS = "count_increments";

  /** The same for the values of a dimension in one bucket: one partition per bucket and slice. */
  public static final String COUNT_INCREMENTS_BY_VALUE = "count_increments_by_value";

  /** Pages that were moved out of state: one partition per page. */
  public static final String PAGES = "pages";

  /** The runs of the jobs that write: one partition per kind of job. */
  public static final String RUNS = "runs";

  /** The files that a run counted: one partition per run. */
  public static final String RUN_FILES = "run_files";

  /** What the state and the rows of a run depend on: one partition per run. */
  public static final String RUN_SETUPS = "run_setups";

  /** What the sequences of a run mean: one partition per run. */
  public static final String RUN_SEQUENCES = "run_sequences";

  /** The last number that an owner of rows got: one partition per kind of job. */
  public static final String OWNER_NUMBERS = "owner_numbers";

  /** The owners of the shards of a run: one partition per run. */
  public static final String SHARD_OWNERS = "owners";

  /** What owners were about to write: one partition per shard and hour. */
  public static final String JOURNAL = "journal";

  /** Which process runs a job now: one partition per kind of job. */
  public static final String HEARTBEATS = "heartbeats";

  /** How far each run has counted its topics: one partition per run. */
  public static final String PROGRESS = "progress";

  /** How late the events of each company come: one partition per kind of job and company. */
  public static final String LATENESS = "lateness";

  /** How many dead letters wait for a replay, by the hour: one partition per kind of job. */
  public static final String WAITING_LETTERS = "waiting_letters";

  /** The audits that were made: one partition per kind of job. */
  public static final String AUDITS = "audits";

  /** Which keyspace readers use: one partition. */
  public static final String SWITCHES = "switches";

  /** The schema steps that were applied. */
  public static final String SCHEMA_VERSION = "schema_version";

  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");

  private final String keyspace;
  private final Replication replication;

  private CountsSchema(String keyspace, Replication replication) {
    this.keyspace = keyspace;
    this.replication = replication;
  }

  /**
   * The tables in a keyspace.
   *
   * @throws IllegalArgumentException if the keyspace's name needs quotes or is longer than 48
   *     characters
   */
  public static CountsSchema of(String keyspace, Replication replication) {
    return new CountsSchema(requireKeyspace(keyspace), replication);
  }

  /**
   * The name itself, if a keyspace can have this name without quotes.
   *
   * @throws IllegalArgumentException if the name needs quotes or is longer than 48 characters
   */
  public static String requireKeyspace(String keyspace) {
    if (!KEYSPACE.matcher(keyspace).matches()) {
      throw new IllegalArgumentException(
          "'"
              + keyspace
              + "' cannot be a keyspace; write a lower-case letter and then at most 47 of a-z, 0-9"
              + " and _.");
    }
    return keyspace;
  }

  /** The names of all tables. */
  public static Set<String> tables() {
    return Set.of(
        COUNTS,
        COUNTS_BY_VALUE,
        DIRECTORY,
        CUSTOMER_COUNTS,
        CUSTOMER_DIRECTORY,
        COUNT_INCREMENTS,
        COUNT_INCREMENTS_BY_VALUE,
        PAGES,
        RUNS,
        RUN_FILES,
        RUN_SETUPS,
        RUN_SEQUENCES,
        OWNER_NUMBERS,
        SHARD_OWNERS,
        JOURNAL,
        HEARTBEATS,
        PROGRESS,
        LATENESS,
        WAITING_LETTERS,
        AUDITS,
        SWITCHES,
        SCHEMA_VERSION);
  }

  /** The keyspace that the tables are in. */
  public String keyspace() {
    return keyspace;
  }

  /** The statements before the first step: for the keyspace and the table of versions. */
  public List<String> foundation() {
    return List.of(
        "CREATE KEYSPACE IF NOT EXISTS " + keyspace + " WITH replication = " + replication.cql(),
        "CREATE TABLE IF NOT EXISTS "
            + table(SCHEMA_VERSION)
            + """
             (
              part text,
              version int,
              applied timestamp,
              PRIMARY KEY ((part), version)
            ) WITH CLUSTERING ORDER BY (version DESC)""");
  }

  /** All steps, the oldest first. */
  public List<SchemaStep> steps() {
    TableDefinitions tables = new TableDefinitions(keyspace);
    return List.of(
        new SchemaStep(
            1, List.of(tables.counts(), tables.countsByValue(), tables.directory(DIRECTORY))),
        new SchemaStep(2, List.of(tables.pages())),
        new SchemaStep(3, List.of(tables.customerCounts(), tables.directory(CUSTOMER_DIRECTORY))),
        new SchemaStep(4, List.of(tables.countIncrements(), tables.countIncrementsByValue())),
        new SchemaStep(5, List.of(tables.runs(), tables.runFiles())),
        new SchemaStep(6, List.of(tables.ownerNumbers(), tables.journal(), tables.heartbeats())),
        new SchemaStep(7, List.of(tables.shardOwners(), tables.runSetups())),
        new SchemaStep(8, List.of(tables.runSequences())),
        new SchemaStep(
            9,
            List.of(
                tables.progress(), tables.lateness(), tables.waitingLetters(), tables.audits())),
        new SchemaStep(10, tables.scopesOfAudits()),
        new SchemaStep(11, List.of(tables.switches())));
  }

  /** All statements as one CQL script, for a person or {@code cqlsh}. */
  public String script() {
    List<String> statements = new ArrayList<>(foundation());
    steps().forEach(step -> statements.addAll(step.statements()));
    statements.add(
        "INSERT INTO "
            + table(SCHEMA_VERSION)
            + " (part, version, applied) VALUES ('counts', "
            + VERSION
            + ", toTimestamp(now()))");
    return String.join(";\n\n", statements) + ";\n";
  }

  private String table(String name) {
    return keyspace + "." + name;
  }
}
