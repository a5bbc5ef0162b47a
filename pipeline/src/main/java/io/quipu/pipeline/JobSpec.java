package io.quipu.pipeline;

import com.google.auto.value.AutoValue;
import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.io.kafka.StartFrom;
import io.quipu.model.counter.CountRow;
import io.quipu.store.session.CassandraSettings;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/**
 * What a job is to do, as its options say: checked, and nothing in the world asked or changed. A
 * {@link JobPreparation} makes it ready to run.
 */
@AutoValue
public abstract class JobSpec {

  /** What is read. */
  public sealed interface Input {

    /**
     * Topics of Kafka.
     *
     * @param start where a job without state begins
     * @param maxEventsPerSecond what each reader takes at most; 0 for no limit
     */
    record Topics(List<String> names, StartFrom start, int maxEventsPerSecond) implements Input {}

    /** Files of JSON lines, by a glob on any file system that Beam knows. */
    record Files(String glob) implements Input {}
  }

  /** Which job it is. */
  public abstract JobKind kind();

  /** The path of the catalog. */
  public abstract String catalogFile();

  public abstract Input input();

  public abstract KafkaSettings kafka();

  /** The Kafka consumer group. */
  public abstract String consumerGroup();

  /** Where the counts go. */
  public abstract CassandraSettings cassandra();

  public abstract DeadLetterTarget deadLetters();

  /** How long increments are combined before they are written. */
  public abstract Duration window();

  /** How long, in stream time, the state of a month is kept after it. */
  public abstract Duration retention();

  /** How long to wait for Kafka and Cassandra. */
  public abstract Duration startupTimeout();

  /** The first month of which Cassandra has no counts to go on from; null if it has none at all. */
  public abstract @Nullable YearMonth bootstrapBefore();

  public abstract long epoch();

  /** Into how many parts the keys of a month are divided. */
  public abstract int shards();

  public abstract Delivery delivery();

  public abstract CountMode countMode();

  /** Where final rows go instead of the tables; null for the tables. */
  public abstract @Nullable PTransform<PCollection<CountRow>, PDone> rowsTo();

  /** The options from which it was read, among them those of Beam and of the runner. */
  public abstract CountingOptions options();

  abstract Builder toBuilder();

  /**
   * What the options ask for.
   *
   * @throws OptionsException with all mistakes, if there are any
   */
  public static JobSpec parse(CountingOptions options) {
    return new JobSpecParser(options).parse();
  }

  /** The same job, whose final rows go elsewhere: for measurements. */
  public JobSpec withRowsTo(PTransform<PCollection<CountRow>, PDone> rowsTo) {
    return toBuilder().setRowsTo(rowsTo).build();
  }

  /** Whether the job ends when its input does. */
  public boolean isBounded() {
    return input() instanceof Input.Files;
  }

  /** Under which name the starts of this job are noted in the table of jobs. */
  public String jobName() {
    String reads =
        input() instanceof Input.Files files ? "files:" + files.glob() : "kafka:" + consumerGroup();
    return kind().nameOf(reads);
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

    abstract Builder setEpoch(long epoch);

    abstract Builder setShards(int shards);

    abstract Builder setDelivery(Delivery delivery);

    abstract Builder setCountMode(CountMode mode);

    abstract Builder setRowsTo(@Nullable PTransform<PCollection<CountRow>, PDone> rowsTo);

    abstract Builder setOptions(CountingOptions options);

    abstract JobSpec build();
  }
}
