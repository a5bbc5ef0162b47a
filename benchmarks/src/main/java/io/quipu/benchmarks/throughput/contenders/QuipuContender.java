package io.quipu.benchmarks.throughput.contenders;

import io.quipu.benchmarks.throughput.Contender;
import io.quipu.benchmarks.throughput.DemoCatalog;
import io.quipu.benchmarks.throughput.Tally;
import io.quipu.benchmarks.throughput.Yardstick;
import io.quipu.io.cassandra.WriteCounts;
import io.quipu.model.counter.CountRow;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.runners.flink.FlinkJobRunner;
import io.quipu.runners.spi.JobLauncher;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Quipu's Statistic job, built and configured as {@code ./quipu run statistic} does: Flink in this
 * process, exactly-once, metrics on, dead letters to Kafka. The only difference: its rows go to
 * {@link Tally}, and optionally to Cassandra too.
 */
public final class QuipuContender implements Contender {

  private final boolean writes;

  /**
   * @param writes whether rows are also written to Cassandra, not only to {@link Tally}
   */
  public QuipuContender(boolean writes) {
    this.writes = writes;
  }

  @Override
  public AutoCloseable start(Yardstick yardstick) throws Exception {
    JobLauncher launcher = new JobLauncher(List.of(new FlinkJobRunner()), line -> {});
    JobSpec spec = launcher.spec(arguments(yardstick));
    WriteCounts write =
        WriteCounts.to(spec.cassandra()).withTimeZones(DemoCatalog.load().timeZones());
    return launcher.start(spec.withRowsTo(new TellRows(writes ? write : null)));
  }

  private static List<String> arguments(Yardstick yardstick) throws IOException {
    List<String> arguments = new ArrayList<>(yardstick.jobOptions());
    arguments.add("--jobName=quipu");
    arguments.add("--catalog=" + DemoCatalog.file(yardstick.folder()));
    arguments.add("--bootstrap-servers=" + yardstick.bootstrapServers());
    arguments.add("--input=" + yardstick.topic());
    // Each run begins in a keyspace without counts.
    String name = "quipu_" + System.nanoTime();
    arguments.add("--consumer-group=" + name);
    arguments.add("--cassandra=" + yardstick.cassandra());
    arguments.add("--keyspace=" + name);
    arguments.add("--state-folder=" + yardstick.folder().resolve("state"));
    arguments.add("--window=" + yardstick.window().toMillis() + "ms");
    arguments.add("--parallelism=" + yardstick.parallelism());
    arguments.add("--checkpointingInterval=" + yardstick.checkpointEvery().toMillis());
    return arguments;
  }

  /** Sets each row in {@link Tally}, and passes it on to the Cassandra sink if there is one. */
  private static final class TellRows extends PTransform<PCollection<CountRow>, PCollection<Void>> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // WriteCounts is a transform, and so serializable.
    private final @Nullable WriteCounts write;

    TellRows(@Nullable WriteCounts write) {
      this.write = write;
    }

    @Override
    public PCollection<Void> expand(PCollection<CountRow> rows) {
      PCollection<CountRow> told = rows.apply("Tell", ParDo.of(new TellFn()));
      told.setCoder(rows.getCoder());
      return write == null
          ? told.apply("Discard", ParDo.of(new DiscardFn()))
          : told.apply("Write", write);
    }
  }

  private static final class DiscardFn extends DoFn<CountRow, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {
      // The row was told before.
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
