package io.quipu.benchmarks.throughput.contenders;

import io.quipu.benchmarks.throughput.Contender;
import io.quipu.benchmarks.throughput.DemoCatalog;
import io.quipu.benchmarks.throughput.Tally;
import io.quipu.benchmarks.throughput.Yardstick;
import io.quipu.model.calendar.Resolution;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableConfig;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.OptimizerConfigOptions;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/**
 * A program that counts with one query in Flink SQL.
 *
 * <p>Its steps:
 *
 * <ul>
 *   <li>a table over the topic in JSON;
 *   <li>the first row of each id;
 *   <li>each dimension value and resolution, unnested;
 *   <li>{@code COUNT(*)}, {@code COUNT(DISTINCT customer)} and {@code SUM(amount)}, grouped by row;
 *   <li>the query's changelog, with one upsert per change, as the results.
 * </ul>
 *
 * <p>A bucket's start is a user-defined function, because SQL's own functions know one time zone
 * only.
 *
 * <p>Its settings follow the documentation's page on tuning: mini-batches of the window's length,
 * two-phase aggregation and split distinct aggregates. RocksDB, incremental checkpoints and exactly
 * once are as in Quipu's own jobs. Objects are reused; state expires by Flink's time to live.
 */
public final class FlinkSqlContender implements Contender {
  private static final Duration REMEMBERED = Duration.ofDays(62);
  private static final long BATCH_ROWS = 50_000;
  private static final List<String> KEY =
      List.of("company", "statistic", "dimension", "val", "resolution", "bucket");

  private static final String EVENTS =
      """
      CREATE TEMPORARY TABLE events (
        id STRING,
        `type` STRING,
        company_id STRING,
        customer_id STRING,
        email STRING,
        campaign STRING,
        message_id STRING,
        client ROW<browser STRING, country STRING>,
        amount DECIMAL(18, 2),
        `timestamp` BIGINT,
        arrival AS PROCTIME()
      ) WITH (
        'connector' = 'kafka',
        'topic' = '%s',
        'properties.bootstrap.servers' = '%s',
        'properties.group.id' = 'flink-sql',
        'scan.startup.mode' = 'earliest-offset',
        'format' = 'json',
        'json.ignore-parse-errors' = 'true'
      )
      """;

  private static final String COUNTED =
      """
      CREATE TEMPORARY VIEW counted AS
      SELECT *
      FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY company_id, id ORDER BY arrival) AS n
        FROM events
        WHERE id IS NOT NULL AND company_id IS NOT NULL AND customer_id IS NOT NULL
          AND `timestamp` IS NOT NULL AND (`type` <> 'purchase' OR amount IS NOT NULL)
      )
      WHERE n = 1
      """;

  private static final String BY_VALUE =
      """
      CREATE TEMPORARY VIEW by_value AS
      SELECT company_id, customer_id, `timestamp`, CAST(0 AS BIGINT) AS cents,
        CAST('email_open' AS STRING) AS statistic, dimension, val
      FROM counted CROSS JOIN UNNEST(ARRAY[
        ROW(CAST('campaign' AS STRING), campaign),
        ROW(CAST('message' AS STRING), message_id),
        ROW(CAST('browser' AS STRING), client.browser),
        ROW(CAST('country' AS STRING), client.country),
        ROW(CAST('mail_domain' AS STRING), SPLIT_INDEX(email, '@', 1)),
        ROW(CAST('' AS STRING), CAST('' AS STRING))]) AS v (dimension, val)
      WHERE `type` = 'open'
      UNION ALL
      SELECT company_id, customer_id, `timestamp`, CAST(0 AS BIGINT),
        CAST('email_click' AS STRING), dimension, val
      FROM counted CROSS JOIN UNNEST(ARRAY[
        ROW(CAST('campaign' AS STRING), campaign),
        ROW(CAST('browser' AS STRING), client.browser),
        ROW(CAST('' AS STRING), CAST('' AS STRING))]) AS v (dimension, val)
      WHERE `type` = 'click'
      UNION ALL
      SELECT company_id, customer_id, `timestamp`, CAST(amount * 100 AS BIGINT),
        CAST('purchase' AS STRING), dimension, val
      FROM counted CROSS JOIN UNNEST(ARRAY[
        ROW(CAST('campaign' AS STRING), campaign),
        ROW(CAST('country' AS STRING), client.country),
        ROW(CAST('' AS STRING), CAST('' AS STRING))]) AS v (dimension, val)
      WHERE `type` = 'purchase'
      """;

  private static final String COUNTS =
      """
      SELECT company_id AS company, statistic, dimension, val, resolution, bucket,
        COUNT(*) AS events, COUNT(DISTINCT customer_id) AS customers, SUM(cents) AS cents
      FROM by_value CROSS JOIN UNNEST(ARRAY[
        ROW(0, bucket_start(company_id, `timestamp`, 0)),
        ROW(1, bucket_start(company_id, `timestamp`, 1)),
        ROW(2, bucket_start(company_id, `timestamp`, 2))]) AS b (resolution, bucket)
      GROUP BY company_id, statistic, dimension, val, resolution, bucket
      """;

  @Override
  public AutoCloseable start(Yardstick yardstick) throws Exception {
    StreamExecutionEnvironment flink = FlinkHere.environment(yardstick);
    StreamTableEnvironment sql = StreamTableEnvironment.create(flink);
    tune(sql.getConfig(), yardstick);
    sql.createTemporarySystemFunction(
        "bucket_start", new BucketStart(new ContenderBuckets(DemoCatalog.load().timeZones())));
    sql.executeSql(EVENTS.formatted(yardstick.topic(), yardstick.bootstrapServers()));
    sql.executeSql(COUNTED);
    sql.executeSql(BY_VALUE);
    Table counts = sql.sqlQuery(COUNTS);
    sql.toChangelogStream(counts, schema(), ChangelogMode.upsert()).addSink(new TallySink());
    return FlinkHere.run(flink, "sql");
  }

  private static void tune(TableConfig config, Yardstick yardstick) {
    config
        .set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_ENABLED, true)
        .set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_ALLOW_LATENCY, yardstick.window())
        .set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_SIZE, BATCH_ROWS)
        .set(OptimizerConfigOptions.TABLE_OPTIMIZER_AGG_PHASE_STRATEGY, "TWO_PHASE")
        .set(OptimizerConfigOptions.TABLE_OPTIMIZER_DISTINCT_AGG_SPLIT_ENABLED, true)
        .set(ExecutionConfigOptions.IDLE_STATE_RETENTION, REMEMBERED);
  }

  private static Schema schema() {
    return Schema.newBuilder()
        .column("company", DataTypes.STRING().notNull())
        .column("statistic", DataTypes.STRING().notNull())
        .column("dimension", DataTypes.STRING().notNull())
        .column("val", DataTypes.STRING().notNull())
        .column("resolution", DataTypes.INT().notNull())
        .column("bucket", DataTypes.BIGINT().notNull())
        .column("events", DataTypes.BIGINT())
        .column("customers", DataTypes.BIGINT())
        .column("cents", DataTypes.BIGINT())
        .primaryKey(KEY)
        .build();
  }

  /** The first instant of the bucket that an event is in; called by SQL. */
  public static final class BucketStart extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    private final ContenderBuckets buckets;

    BucketStart(ContenderBuckets buckets) {
      this.buckets = buckets;
    }

    /**
     * Times are in milliseconds since 1970, the resolution is its code; the query passes no null.
     */
    public Long eval(String company, Long time, Integer resolution) {
      return buckets.start(company, time, Resolution.ofCode(resolution));
    }
  }

  /** Adds the results to {@link Tally}. */
  private static final class TallySink implements SinkFunction<Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public void invoke(Row row, Context context) {
      Tally.set(
          text(row, "company"),
          text(row, "statistic"),
          text(row, "dimension"),
          text(row, "val"),
          Resolution.ofCode((int) number(row, "resolution")),
          number(row, "bucket"),
          number(row, "events"),
          number(row, "customers"),
          number(row, "cents"));
    }

    private static String text(Row row, String field) {
      return row.<String>getFieldAs(field);
    }

    private static long number(Row row, String field) {
      return row.<Number>getFieldAs(field).longValue();
    }
  }
}
