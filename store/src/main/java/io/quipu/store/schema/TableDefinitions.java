package io.quipu.store.schema;

import java.util.List;

/** The statements that create the tables of a keyspace. A released statement never changes. */
final class TableDefinitions {
  private static final String OVERWRITTEN_OFTEN =
      "compaction = {'class': 'LeveledCompactionStrategy'}"
          + " AND compression = {'class': 'LZ4Compressor', 'chunk_length_in_kb': 16}"
          + " AND bloom_filter_fp_chance = 0.01";

  private final String keyspace;

  TableDefinitions(String keyspace) {
    this.keyspace = keyspace;
  }

  String counts() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.COUNTS)
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

  String countsByValue() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.COUNTS_BY_VALUE)
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

  String customerCounts() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.CUSTOMER_COUNTS)
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

  String countIncrements() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.COUNT_INCREMENTS)
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

  String countIncrementsByValue() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.COUNT_INCREMENTS_BY_VALUE)
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

  String directory(String name) {
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

  String pages() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.PAGES)
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

  String runs() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.RUNS)
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

  String runFiles() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.RUN_FILES)
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

  String runSetups() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.RUN_SETUPS)
        + """
         (
          kind text,
          incarnation bigint,
          shards int,
          zones frozen<map<text, text>>,
          zone_rules frozen<map<text, text>>,
          PRIMARY KEY ((kind, incarnation))
        )""";
  }

  String runSequences() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.RUN_SEQUENCES)
        + """
         (
          kind text,
          incarnation bigint,
          meanings frozen<map<text, text>>,
          PRIMARY KEY ((kind, incarnation))
        )""";
  }

  String ownerNumbers() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.OWNER_NUMBERS)
        + """
         (
          kind text,
          last bigint,
          incarnation bigint,
          PRIMARY KEY ((kind))
        )""";
  }

  String shardOwners() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.SHARD_OWNERS)
        + """
         (
          kind text,
          incarnation bigint,
          number int,
          month int,
          owner bigint,
          hours set<int>,
          dropped int,
          PRIMARY KEY ((kind, incarnation), number, month)
        )""";
  }

  String journal() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.JOURNAL)
        + """
         (
          kind text,
          incarnation bigint,
          number int,
          month int,
          hour int,
          owner bigint,
          sequence bigint,
          time bigint,
          increments blob,
          PRIMARY KEY ((kind, incarnation, number, month, hour), owner, sequence)
        ) WITH gc_grace_seconds = 10800""";
  }

  String heartbeats() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.HEARTBEATS)
        + """
         (
          kind text,
          incarnation bigint,
          host text,
          pid bigint,
          beat timestamp,
          PRIMARY KEY ((kind))
        ) WITH gc_grace_seconds = 10800""";
  }

  String progress() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.PROGRESS)
        + """
         (
          kind text,
          incarnation bigint,
          exactness text static,
          since timestamp static,
          settles bigint static,
          source text,
          partition int,
          next_offset bigint,
          up_to timestamp,
          PRIMARY KEY ((kind, incarnation), source, partition)
        )""";
  }

  String lateness() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.LATENESS)
        + """
         (
          kind text,
          company text,
          lateness blob,
          PRIMARY KEY ((kind, company))
        )""";
  }

  String waitingLetters() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.WAITING_LETTERS)
        + """
         (
          kind text,
          hour int,
          incarnation bigint,
          letters bigint,
          PRIMARY KEY ((kind), hour, incarnation)
        )""";
  }

  String audits() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.AUDITS)
        + """
         (
          kind text,
          audited timestamp,
          month int,
          wrong_rows bigint,
          PRIMARY KEY ((kind), audited)
        ) WITH CLUSTERING ORDER BY (audited DESC)""";
  }

  List<String> scopesOfAudits() {
    String change = "ALTER TABLE " + table(CountsSchema.AUDITS) + " ADD IF NOT EXISTS ";
    return List.of(change + "day date", change + "hour timestamp");
  }

  String switches() {
    return "CREATE TABLE IF NOT EXISTS "
        + table(CountsSchema.SWITCHES)
        + """
         (
          part text,
          switched timestamp,
          readers_use text,
          PRIMARY KEY ((part), switched)
        ) WITH CLUSTERING ORDER BY (switched DESC)""";
  }

  private String table(String name) {
    return keyspace + "." + name;
  }
}
