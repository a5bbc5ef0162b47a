package io.quipu.pipeline.options;

import io.quipu.io.kafka.KafkaGapOptions;
import io.quipu.model.state.Shard;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.Validation;
import org.jspecify.annotations.Nullable;

/** The options of the Statistic and the Customer job, besides Beam's and the runner's own. */
public interface CountingOptions extends KafkaGapOptions {

  /** Which job it is. The command sets it, so the help does not list it. */
  @Hidden
  @Default.Enum("STATISTIC")
  JobKind getJob();

  void setJob(JobKind value);

  /**
   * Whether a run over files is a batch pipeline. The command sets it, so it is not among the
   * options that users are told of.
   */
  @Hidden
  @Default.Boolean(false)
  boolean getBatch();

  void setBatch(boolean value);

  @Description("The catalog: a YAML file that says what is counted.")
  @Validation.Required
  @Nullable String getCatalog();

  void setCatalog(@Nullable String value);

  @Description(
      "Where events come from: kafka, files, or tail, which reads files while they are written.")
  @Default.String("kafka")
  String getSource();

  void setSource(String value);

  @Description(
      "The topics, separated by commas; or the files of JSON lines or Avro, as a glob such as"
          + " events/*.jsonl.gz.")
  @Validation.Required
  @Nullable String getInput();

  void setInput(@Nullable String value);

  @Description("The addresses of Kafka, host:port, separated by commas.")
  @Default.String("127.0.0.1:9092")
  String getBootstrapServers();

  void setBootstrapServers(String value);

  @Description(
      "A file of Kafka client properties, such as security settings; every worker reads it itself.")
  @Nullable String getKafkaProperties();

  void setKafkaProperties(@Nullable String value);

  @Description(
      "The Kafka consumer group. Its offsets show how far the job is. The default is"
          + " quipu-statistic or quipu-customer.")
  @Nullable String getConsumerGroup();

  void setConsumerGroup(@Nullable String value);

  @Description(
      "Where a job without state starts to read a topic: earliest, latest, committed, or a time"
          + " such as 2026-11-01T00:00:00Z.")
  @Default.String("earliest")
  String getStartFrom();

  void setStartFrom(String value);

  @Override
  @Description(
      "Whether the job continues if Kafka has deleted records that it has not read. Without it, the"
          + " job ends and says which records are lost.")
  @Default.Boolean(false)
  boolean getAcceptGap();

  @Override
  void setAcceptGap(boolean value);

  @Description(
      "Whether to read topics whose records have the time of their producer, and not of the broker."
          + " Final numbers are right, but after a crash a number can fall for a moment.")
  @Default.Boolean(false)
  boolean getAcceptCreateTime();

  void setAcceptCreateTime(boolean value);

  @Description("The most events a second that each Kafka reader takes; 0 means no limit.")
  @Default.Integer(0)
  int getMaxEventsPerSecond();

  void setMaxEventsPerSecond(int value);

  @Description("The addresses of Cassandra, host:port, separated by commas.")
  @Default.String("127.0.0.1:9042")
  String getCassandra();

  void setCassandra(String value);

  @Description("The keyspace of the counts.")
  @Default.String("quipu")
  String getKeyspace();

  void setKeyspace(String value);

  @Description(
      "A file of Cassandra settings: user, password, trust-store, trust-store-password,"
          + " datacenter, consistency.")
  @Nullable String getCassandraProperties();

  void setCassandraProperties(@Nullable String value);

  @Description(
      "Where dead letters go: kafka:TOPIC or files:FOLDER. The default is the topic"
          + " INPUT-dead-letters, or the folder dead-letters. For the Customer job it is"
          + " INPUT-customer-dead-letters, or customer-dead-letters.")
  @Nullable String getDeadLetters();

  void setDeadLetters(@Nullable String value);

  @Description("How long increments are combined before totals are written, such as 1s or 200ms.")
  @Default.String("1s")
  String getWindow();

  void setWindow(String value);

  @Description("How long state is kept after the end of its month, such as 31d.")
  @Default.String("31d")
  String getRetention();

  void setRetention(String value);

  @Description(
      "Whether files that were counted into the keyspace before are counted again. Without it, they"
          + " are left out, and a tail of them is refused.")
  @Default.Boolean(false)
  boolean getCountAgain();

  void setCountAgain(boolean value);

  @Description(
      "The first month, such as 2026-11, for which Cassandra has no counts yet. Totals of earlier"
          + " months continue from what Cassandra has. A job that starts after others have ended does"
          + " so without this option. With Kafka it needs a --start-from that is not earliest.")
  @Nullable String getBootstrapBefore();

  void setBootstrapBefore(@Nullable String value);

  @Description(
      "The number of shards of a month's state, 1 to 65536; fixed for the life of the state.")
  @Default.Integer(Shard.DEFAULT_COUNT)
  int getShards();

  void setShards(int value);

  @Description(
      "What a failure of the job may cost: exactly-once (nothing), at-least-once (an event may"
          + " count twice, unless its id is among the last 1,024 of its customer, statistic and"
          + " month) or at-most-once (events may be lost; needs a --start-from that is not"
          + " earliest).")
  @Default.String("exactly-once")
  String getDelivery();

  void setDelivery(String value);

  @Description(
      "What is written: final (final numbers) or increments (additions to Cassandra counters; a"
          + " replay can over-count: what was written since the last checkpoint before a failure"
          + " counts again, and so does input that another run reads again).")
  @Default.String("final")
  String getCountMode();

  void setCountMode(String value);

  @Description(
      "When a firing of a trigger is sent: durable (when a checkpoint has it, so no failure takes it"
          + " back) or prompt (at once; after a failure it may come again).")
  @Default.String("durable")
  String getTriggersDelivery();

  void setTriggersDelivery(String value);

  @Description("How long the start waits for Kafka and Cassandra, such as 5m.")
  @Default.String("5m")
  String getStartupTimeout();

  void setStartupTimeout(String value);
}
