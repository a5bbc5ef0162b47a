package io.quipu.store.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The tables of one installation: a keyspace, and the steps that create its tables version by
 * version. {@code docs/table-layout.md} gives the reasons for their layout.
 */
public final class CountsSchema {

  /** The version of the tables that this program reads and writes. */
  public static final int VERSION = 5;

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

  /** The schema steps that were applied. */
  public static final String SCHEMA_VERSION = "schema_version";

  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");

  private static final String OVERWRITTEN_OFTEN =
      "compaction = {'class': 'LeveledCompactionStrategy'}"
          + " AND compression = {'class': 'LZ4Compressor', 'chunk_length_in_kb': 16}"
          + " AND bloom_filter_fp_chance = 0.01";

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
    return List.of(
        new SchemaStep(1, List.of(counts(), countsByValue(), directory(DIRECTORY))),
        new SchemaStep(2, List.of(pages())),
        new SchemaStep(3, List.of(customerCounts(), directory(CUSTOMER_DIRECTORY))),
        new SchemaStep(4, List.of(countIncrements(), countIncrementsByValue())),
        new SchemaStep(5, List.of(runs(), runFiles())));
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

  private String counts() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(COUNTS)
        + """
         (
          company text,
          statistic text,
          dimension text,
          value text,
          year int,
          resolution tinyint,
          bucket timestamp,
          count bigint,
          uniques bigint,
          sums frozen<map<text, decimal>>,
          PRIMARY KEY ((company, statistic, dimension, value, year), resolution, bucket)
        ) WITH\s"""
        + OVERWRITTEN_OFTEN;
  }

  private String countsByValue() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(COUNTS_BY_VALUE)
        + """
         (
          company text,
          statistic text,
          dimension text,
          resolution tinyint,
          bucket timestamp,
          slice int,
          value text,
          count bigint,
          uniques bigint,
          sums frozen<map<text, decimal>>,
          PRIMARY KEY ((company, statistic, dimension, resolution, bucket, slice), value)
        ) WITH\s"""
        + OVERWRITTEN_OFTEN;
  }

  private String customerCounts() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CUSTOMER_COUNTS)
        + """
         (
          company text,
          customer text,
          year int,
          statistic text,
          dimension text,
          value text,
          resolution tinyint,
          bucket timestamp,
          count bigint,
          sums frozen<map<text, decimal>>,
          PRIMARY KEY ((company, customer, year), statistic, dimension, value, resolution, bucket)
        ) WITH\s"""
        + OVERWRITTEN_OFTEN;
  }

  private String countIncrements() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(COUNT_INCREMENTS)
        + """
         (
          company text,
          customer text,
          statistic text,
          dimension text,
          value text,
          year int,
          resolution tinyint,
          bucket timestamp,
          measure text,
          scale int,
          amount counter,
          PRIMARY KEY (
            (company, customer, statistic, dimension, value, year),
            resolution, bucket, measure, scale)
        ) WITH\s"""
        + OVERWRITTEN_OFTEN;
  }

  private String countIncrementsByValue() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(COUNT_INCREMENTS_BY_VALUE)
        + """
         (
          company text,
          statistic text,
          dimension text,
          resolution tinyint,
          bucket timestamp,
          slice int,
          value text,
          measure text,
          scale int,
          amount counter,
          PRIMARY KEY (
            (company, statistic, dimension, resolution, bucket, slice),
            value, measure, scale)
        ) WITH\s"""
        + OVERWRITTEN_OFTEN;
  }

  private String directory(String name) {
    return "CREATE TABLE IF NOT EXISTS "
        + table(name)
        + """
         (
          company text,
          statistic text,
          dimension text,
          month timestamp,
          slices int,
          time_zone text,
          PRIMARY KEY ((company), statistic, dimension, month, slices)
        )""";
  }

  private String pages() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(PAGES)
        + """
         (
          kind tinyint,
          month int,
          fingerprint blob,
          generation bigint,
          page blob,
          PRIMARY KEY ((kind, month, fingerprint), generation)
        )""";
  }

  private String runs() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(RUNS)
        + """
         (
          kind text,
          incarnation bigint,
          job text,
          start text,
          bootstrap_before int,
          epoch bigint,
          started timestamp,
          topics frozen<map<text, text>>,
          ended timestamp,
          PRIMARY KEY ((kind), incarnation)
        ) WITH CLUSTERING ORDER BY (incarnation DESC)""";
  }

  private String runFiles() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(RUN_FILES)
        + """
         (
          kind text,
          incarnation bigint,
          name text,
          bytes bigint,
          sha256 text,
          PRIMARY KEY ((kind, incarnation), name)
        )""";
  }

  private String table(String name) {
    return keyspace + "." + name;
  }
}
