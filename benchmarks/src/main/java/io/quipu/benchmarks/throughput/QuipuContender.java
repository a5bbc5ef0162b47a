package io.quipu.benchmarks.throughput;

import com.datastax.oss.driver.api.core.CqlSession;
import io.quipu.model.CountRow;
import io.quipu.model.Shard;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.schema.CountsSchema;
import io.quipu.model.schema.Replication;
import io.quipu.pipeline.CountingPipeline;
import io.quipu.pipeline.JobKind;
import io.quipu.pipeline.deadletters.DeadLetterTarget;
import io.quipu.pipeline.read.KafkaSettings;
import io.quipu.pipeline.read.ReadKafka;
import io.quipu.query.CassandraConnection;
import io.quipu.query.SchemaAdmin;
import io.quipu.runners.flink.EmbeddedFlink;
import io.quipu.runners.flink.FlinkArguments;
import io.quipu.transforms.write.WriteCounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Quipu's Statistic job, built and configured as {@code ./quipu run statistic} does: Flink in this
 * process, exactly-once, metrics on, dead letters to Kafka. Only its rows go to the {@link Tally};
 * into Cassandra too, if wanted.
 */
final class QuipuContender implements Contender {
  private static final String KEYSPACE = "quipu";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** What may differ from one run to the next: whatever else the job has is the yardstick's. */
  public interface JobOptions extends FlinkPipelineOptions {

    @Default.Integer(Shard.DEFAULT_COUNT)
    int getShards();

    void setShards(int value);
  }

  private final boolean writes;

  /**
   * @param writes whether rows are written to Cassandra, or only told
   */
  QuipuContender(boolean writes) {
    this.writes = writes;
  }

  @Override
  public AutoCloseable start(Yardstick yardstick) throws Exception {
    CassandraSettings cassandra = CassandraSettings.of(yardstick.cassandra(), KEYSPACE);
    try (CqlSession session = CassandraConnection.open(cassandra, TIMEOUT, line -> {})) {
      new SchemaAdmin(session, CountsSchema.of(KEYSPACE, Replication.ONE)).apply();
    }
    Catalog catalog = DemoCatalog.load();
    KafkaSettings kafka = KafkaSettings.of(yardstick.bootstrapServers());
    List<TopicPartition> partitions =
        IntStream.range(0, yardstick.partitions())
            .mapToObj(i -> new TopicPartition(yardstick.topic(), i))
            .toList();
    EmbeddedFlink flink = EmbeddedFlink.start(yardstick.folder(), yardstick.parallelism());
    try {
      JobOptions options = options(yardstick);
      flink.configure(options);
      Pipeline pipeline = Pipeline.create(options);
      WriteCounts write = WriteCounts.to(cassandra).withTimeZones(catalog.timeZones());
      CountingPipeline.builder()
          .setKind(JobKind.STATISTIC)
          .setCatalog(catalog)
          .setRead(ReadKafka.of(kafka, partitions, "quipu-" + System.nanoTime()))
          .setWriteDeadLetters(
              DeadLetterTarget.parse(
                      "kafka:" + yardstick.topic() + "-dead-letters", List.of(yardstick.topic()))
                  .write(kafka, "quipu-benchmark"))
          .setCassandra(cassandra)
          .setHoldDeadLetters(true)
          .setStickyKeys(true)
          .setWindow(yardstick.window())
          .setShards(options.getShards())
          .setLineage(System.nanoTime())
          .setWriteRows(new TellRows(writes ? write : null))
          .build()
          .build(pipeline);
      pipeline.run();
      return flink;
    } catch (Exception e) {
      flink.close();
      throw e;
    }
  }

  private static JobOptions options(Yardstick yardstick) {
    List<String> arguments = new ArrayList<>(yardstick.jobOptions());
    arguments.add("--jobName=quipu");
    arguments.add("--parallelism=" + yardstick.parallelism());
    arguments.add("--checkpointingInterval=" + yardstick.checkpointEvery().toMillis());
    List<String> all = FlinkArguments.withDefaults(arguments);
    return PipelineOptionsFactory.fromArgs(all.toArray(new String[0])).as(JobOptions.class);
  }

  /** Tells each row, and hands it on if there is somebody who writes it. */
  private static final class TellRows extends PTransform<PCollection<CountRow>, PDone> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // A transform is serializable; it says so.
    private final @Nullable WriteCounts write;

    TellRows(@Nullable WriteCounts write) {
      this.write = write;
    }

    @Override
    public PDone expand(PCollection<CountRow> rows) {
      PCollection<CountRow> told = rows.apply("Tell", ParDo.of(new TellFn()));
      told.setCoder(rows.getCoder());
      return write == null ? PDone.in(rows.getPipeline()) : told.apply("Write", write);
    }
  }

  private static final class TellFn extends DoFn<CountRow, CountRow> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element CountRow row, OutputReceiver<CountRow> out) {
      Long uniques = row.uniques();
      BigDecimal revenue = row.sums().getOrDefault("revenue", BigDecimal.ZERO);
      Tally.set(
          row.company(),
          row.statistic(),
          row.dimension(),
          row.value(),
          row.resolution(),
          row.bucketStart(),
          row.count(),
          uniques == null ? 0 : uniques,
          revenue.movePointRight(2).longValueExact());
      out.output(row);
    }
  }
}
