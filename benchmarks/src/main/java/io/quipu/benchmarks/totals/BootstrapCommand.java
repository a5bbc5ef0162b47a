package io.quipu.benchmarks.totals;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.benchmarks.report.LineChart;
import io.quipu.benchmarks.report.Report;
import io.quipu.cli.Progress;
import io.quipu.io.cassandra.CassandraTotals;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.cassandra.RunningCassandra;
import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command that reads totals from Cassandra, as a job does that continues from stored totals.
 */
@Command(
    name = "hydrate",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how many counters per second a job that continues from stored totals reads from",
      "Cassandra, by the number of concurrent reads. A job makes up to 256 at once."
    })
public final class BootstrapCommand implements Callable<Integer> {
  private static final List<Integer> AT_ONCE = List.of(1, 4, 16, 64, 256);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String KEYSPACE = "bench";

  @Spec private CommandSpec spec;

  @Option(
      names = "--counters",
      defaultValue = "5000",
      description = "The number of counters. Default: ${DEFAULT-VALUE}.")
  private int counters;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory(Report.folder(), "hydrate-");
    Progress progress = new Progress(spec.commandLine().getErr());
    progress.accept("Starting Cassandra ...");
    Map<Integer, Double> perSecond;
    double bytesPerRow;
    try {
      perSecond = read(folder, progress);
      // Cassandra has flushed its memory to files when it was stopped.
      bytesPerRow = StoredMonths.bytesOnDisk(folder) / ((double) counters * StoredMonths.ROWS);
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    report(perSecond, bytesPerRow);
    return 0;
  }

  private Map<Integer, Double> read(Path folder, Progress progress) throws InterruptedException {
    Map<Integer, Double> perSecond = new LinkedHashMap<>();
    try (RunningCassandra cassandra = LocalCassandra.in(folder).start().awaitReady(TIMEOUT)) {
      CassandraSettings settings = settings(cassandra);
      progress.accept("Writing " + counters + " counters ...");
      try (CassandraSession session = CassandraSession.open(settings, TIMEOUT, progress)) {
        new SchemaAdmin(session, CountsSchema.of(KEYSPACE, Replication.ONE)).apply();
        StoredMonths.write(session, KEYSPACE, counters);
      }
      CassandraTotals totals =
          new CassandraTotals(settings, TimeZones.of(ZoneOffset.UTC, Map.of()));
      totals.open();
      try {
        // A first run warms up the JVMs.
        countersPerSecond(totals, 64);
        for (int atOnce : AT_ONCE) {
          progress.accept("Reading " + atOnce + " at once ...");
          perSecond.put(atOnce, countersPerSecond(totals, atOnce));
        }
      } finally {
        totals.close();
      }
    }
    return perSecond;
  }

  private static CassandraSettings settings(RunningCassandra cassandra) {
    var address = cassandra.contactPoint();
    return CassandraSettings.of(address.getHostString() + ":" + address.getPort(), KEYSPACE);
  }

  private double countersPerSecond(CassandraTotals totals, int atOnce) throws InterruptedException {
    Semaphore free = new Semaphore(atOnce);
    AtomicLong rows = new AtomicLong();
    long start = System.nanoTime();
    for (int number = 0; number < counters; number++) {
      free.acquire();
      var unused =
          totals
              .read(StoredMonths.counter(number), StoredMonths.month())
              .whenComplete((found, error) -> done(found, rows, free));
    }
    free.acquire(atOnce);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (rows.get() != (long) counters * StoredMonths.ROWS) {
      throw new IllegalStateException(
          "Only " + rows + " rows were read, so the figures would be wrong.");
    }
    return counters / seconds;
  }

  private static void done(List<CountRow> found, AtomicLong rows, Semaphore free) {
    if (found != null) {
      rows.addAndGet(found.size());
    }
    free.release();
  }

  private void report(Map<Integer, Double> perSecond, double bytesPerRow) throws IOException {
    Report report = Report.of(spec);
    LineChart chart = new LineChart("Counters read a second", "reads at once");
    report.line("Each counter has a month of " + StoredMonths.ROWS + " rows.");
    report.line("at once  counters/s");
    perSecond.forEach(
        (atOnce, rate) -> {
          report.line(String.format(Locale.ROOT, "%7d  %,10.0f", atOnce, rate));
          chart.add("from Cassandra", atOnce, rate);
        });
    report
        .line(String.format(Locale.ROOT, "A row of counts has %.1f bytes on disk.", bytesPerRow))
        .figure("counters-per-second-by-reads-at-once", perSecond)
        .figure("bytes on disk per row", bytesPerRow)
        .chart(chart)
        .finish();
  }
}
