package io.quipu.pipeline.options;

import com.google.auto.value.AutoValue;
import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.io.files.tail.content.FilePattern;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.model.counter.CountRow;
import io.quipu.pipeline.start.JobPreparation;
import io.quipu.store.jobs.RunScope;
import io.quipu.store.session.CassandraSettings;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * The checked options of a job. Creating it contacts and changes no other system; {@link
 * JobPreparation} makes the job ready to run.
 */
@AutoValue
public abstract class JobSpec {
  private static final String FILES = "files:";
  private static final String TAIL = "tail:";
  private static final String TOPICS = "kafka:";
  private static final String MIGRATION = "migration:";

  /** What is read. */
  public sealed interface Input {

    /**
     * Topics of Kafka.
     *
     * @param start where a job without state begins
     * @param maxEventsPerSecond the limit of each reader; 0 for no limit
     */
    record Topics(List<String> names, StartFrom start, int maxEventsPerSecond) implements Input {}

    /**
     * Files of JSON lines, by a glob on any file system that Beam knows.
     *
     * @param countAgain whether files that were counted before are counted again
     */
    record Files(String glob, boolean countAgain) implements Input {}

    /**
     * Files of JSON lines that are being written, on file systems of the workers.
     *
     * @param countAgain whether files may be read that were counted before by a run over files
     */
    record Tail(FilePattern files, boolean countAgain) implements Input {}
  }

  /** Which job it is. */
  public abstract JobKind kind();

  /** The path of the catalog. */
  public abstract String catalogFile();

  public abstract Input input();

  public abstract KafkaSettings kafka();

  /** The Kafka consumer group. */
  public abstract String consumerGroup();

  /** The Cassandra of the counts. */
  public abstract CassandraSettings cassandra();

  public abstract DeadLetterTarget deadLetters();

  /** How long increments are combined before they are written. */
  public abstract Duration window();

  /** How long, in stream time, the state of a month is kept after the month. */
  public abstract Duration retention();

  /** How long to wait for Kafka and Cassandra. */
  public abstract Duration startupTimeout();

  /** The first month for which Cassandra has no counts yet; null if it has no counts at all. */
  public abstract @Nullable YearMonth bootstrapBefore();

  /** The number of shards of a month's keys. */
  public abstract int shards();

  public abstract Delivery delivery();

  public abstract CountMode countMode();

  /** When firings of triggers are sent. */
  public abstract TriggersDelivery triggersDelivery();

  /** Whether the input is counted by a batch pipeline, which writes each row once. */
  public abstract boolean batch();

  /** Where final rows go instead of the tables; null for the tables. */
  public abstract @Nullable PTransform<PCollection<CountRow>, PCollection<Void>> rowsTo();

  /** All options of the job, with those of Beam and the runner. */
  public abstract CountingOptions options();

  abstract Builder toBuilder();

  /**
   * Checks the options of a job.
   *
   * @throws OptionsException with all mistakes, if there are any
   */
  public static JobSpec parse(CountingOptions options) {
    return new JobSpecParser(options).parse();
  }

  /** Returns the same job with another target for final rows: for measurements. */
  public JobSpec withRowsTo(PTransform<PCollection<CountRow>, PCollection<Void>> rowsTo) {
    return toBuilder().setRowsTo(rowsTo).build();
  }

  /** Returns whether the job ends when its input ends. */
  public boolean isBounded() {
    return input() instanceof Input.Files || batch();
  }

  /** Returns whether a failure of the job can make its numbers wrong; the catalog says the rest. */
  public RunScope.Exactness exactness() {
    return countMode() == CountMode.FINAL && (isBounded() || delivery() == Delivery.EXACTLY_ONCE)
        ? RunScope.Exactness.EXACT
        : RunScope.Exactness.APPROXIMATE;
  }

  /** The name under which the runs of this job are noted; it says what the job reads. */
  public String jobName() {
    if (input() instanceof Input.Files files) {
      return FILES + files.glob();
    }
    return input() instanceof Input.Tail tail ? TAIL + tail.files() : TOPICS + consumerGroup();
  }

  /** The name under which a migration from a keyspace is noted. */
  public static String migrationFrom(String keyspace) {
    return MIGRATION + keyspace;
  }

  /** Whether the run with this name is a migration. */
  public static boolean isMigration(String jobName) {
    return jobName.startsWith(MIGRATION);
  }

  /** Whether the job with this name reads files. */
  public static boolean isOfFiles(String jobName) {
    return jobName.startsWith(FILES);
  }

  /** Whether the job with this name reads files while they are written. */
  public static boolean isTail(String jobName) {
    return jobName.startsWith(TAIL);
  }

  /** The glob, the consumer group or the keyspace of the job with this name. */
  public static String inputOf(String jobName) {
    return jobName.substring(jobName.indexOf(':') + 1);
  }

  static Builder builder() {
    return new AutoValue_JobSpec.Builder();
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setKind(JobKind kind);

    abstract Builder setCatalogFile(String path);

    abstract Builder setInput(Input input);

    abstract Builder setKafka(KafkaSettings kafka);

    abstract Builder setConsumerGroup(String group);

    abstract Builder setCassandra(CassandraSettings cassandra);

    abstract Builder setDeadLetters(DeadLetterTarget target);

    abstract Builder setWindow(Duration window);

    abstract Builder setRetention(Duration retention);

    abstract Builder setStartupTimeout(Duration timeout);

    abstract Builder setBootstrapBefore(@Nullable YearMonth month);

    abstract Builder setShards(int shards);

    abstract Builder setDelivery(Delivery delivery);

    abstract Builder setCountMode(CountMode mode);

    abstract Builder setTriggersDelivery(TriggersDelivery delivery);

    abstract Builder setBatch(boolean batch);

    abstract Builder setRowsTo(
        @Nullable PTransform<PCollection<CountRow>, PCollection<Void>> rowsTo);

    abstract Builder setOptions(CountingOptions options);

    abstract JobSpec build();
  }
}
