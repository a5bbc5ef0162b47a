package io.quipu.benchmarks.state;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.benchmarks.monthend.MonthEndOptions;
import io.quipu.benchmarks.report.Report;
import io.quipu.cli.Progress;
import io.quipu.model.state.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command that fills uniqueness pages with a month of skewed load, stores them as Flink does,
 * and measures their size.
 */
@Command(
    name = "state",
    mixinStandardHelpOptions = true,
    description = "Measures the bytes of uniqueness state per (customer, dimension value, month).")
public final class StateCommand implements Callable<Integer> {
  /** On a terminal, each progress line overwrites the line before, so it may come often. */
  private static final Duration TELL_ON_TERMINAL = Duration.ofSeconds(2);

  private static final Duration TELL_IN_LOG = Duration.ofSeconds(15);

  @Spec private CommandSpec spec;

  @Option(
      names = "--customers",
      defaultValue = "2000000",
      description = "The number of customers with events in the month. Default: ${DEFAULT-VALUE}.")
  private int customers;

  @Option(
      names = "--events",
      defaultValue = "10000000",
      description = "The approximate total of their events. Default: ${DEFAULT-VALUE}.")
  private long events;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed makes the same load. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--keys",
      split = ",",
      description = {
        "Lets state grow to these sizes, such as 1000000,10000000,50000000, and measures each.",
        "The keys are first (customer, dimension value, month), with the mean events per customer",
        "of --events and --customers; then counters."
      })
  private List<Long> keys = List.of();

  @Option(
      names = "--hours-per-counter",
      defaultValue = "3",
      description = "With --keys: mean hours with events of a counter. Default: ${DEFAULT-VALUE}.")
  private double hoursPerCounter;

  @Option(
      names = "--touches",
      defaultValue = "20000",
      description = {
        "With --keys: customers and counters that change before each of ten checkpoints.",
        "Default: ${DEFAULT-VALUE}."
      })
  private int touches;

  @Option(
      names = "--memory",
      defaultValue = "512",
      description = "RocksDB's memory in MiB. Default: ${DEFAULT-VALUE}, as in flink-conf.yaml.")
  private long memory;

  @ArgGroup(exclusive = false, heading = "%nThe end of a month:%n")
  private @Nullable MonthEndOptions monthEnd;

  @Override
  public Integer call() throws Exception {
    MonthEndOptions ofMonthEnd = monthEnd;
    if (ofMonthEnd != null) {
      return ofMonthEnd.run(spec);
    }
    SkewedLoad load = load();
    if (memory < 8) {
      throw new ParameterException(spec.commandLine(), "--memory must be 8 or more.");
    }
    Progress progress = new Progress(spec.commandLine().getErr());
    if (keys.isEmpty()) {
      weigh(load, progress);
    } else {
      grow(load, progress);
    }
    return 0;
  }

  private void weigh(SkewedLoad load, Progress progress) throws IOException, RocksDBException {
    Path folder = Files.createTempDirectory(Report.folder(), "state-");
    StateFigures figures = new StateFigures();
    progress.accept("Filling the pages of " + customers + " customers ...");
    Map<String, Number> measured;
    try (PagesOnDisk disk = new PagesOnDisk(folder, memory << 20)) {
      fill(load, disk, figures, progress);
      progress.accept("Compacting ...");
      disk.compact();
      measured = figures.figures(customers, disk.bytes());
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    Report report = Report.of(spec).text(figures.table(measured));
    measured.forEach(report::figure);
    report.chart(figures.chart()).finish();
  }

  private void grow(SkewedLoad load, Progress progress) throws IOException, RocksDBException {
    if (keys.stream().anyMatch(size -> size < 1) || touches < 1) {
      throw new ParameterException(spec.commandLine(), "--keys and --touches must be 1 or more.");
    }
    if (!(hoursPerCounter >= 1 && hoursPerCounter <= 372)) {
      throw new ParameterException(spec.commandLine(), "--hours-per-counter must be 1 to 372.");
    }
    List<Long> sizes = keys.stream().sorted().distinct().toList();
    long bytes = memory << 20;
    CounterLoad counters = new CounterLoad(hoursPerCounter, seed);
    List<GrowthFigures> figures = new ArrayList<>();
    figures.addAll(
        Growth.of(new CustomerLoad(load), sizes, touches, bytes, Report.folder(), progress));
    figures.addAll(Growth.of(counters, sizes, touches, bytes, Report.folder(), progress));
    Report report = Report.of(spec);
    GrowthReport.tell(report, figures);
    report
        .figure("bytes per hour of a counter", counters.bytesPerHour())
        .line(
            String.format(
                Locale.ROOT,
                "A counter's page has %.1f bytes for each busy hour.",
                counters.bytesPerHour()))
        .finish();
  }

  private SkewedLoad load() {
    if (customers < 1) {
      throw new ParameterException(
          spec.commandLine(), "--customers must be 1 or more, but it is " + customers + ".");
    }
    try {
      return new SkewedLoad((double) events / customers, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void fill(SkewedLoad load, PagesOnDisk disk, StateFigures figures, Progress progress)
      throws IOException, RocksDBException {
    Duration every = progress.isTerminal() ? TELL_ON_TERMINAL : TELL_IN_LOG;
    long told = System.nanoTime();
    for (int customer = 0; customer < customers; customer++) {
      for (CustomerPage page : CustomerPage.of(load.events(customer))) {
        byte[] bytes = page.toBytes();
        figures.add(page, bytes.length);
        Shard shard = Shard.of(SkewedLoad.MONTH, page.key(), Shard.DEFAULT_COUNT);
        disk.put(shard, page.key(), bytes);
      }
      if (System.nanoTime() - told > every.toNanos()) {
        told = System.nanoTime();
        tell(progress, customer + 1, figures.events());
      }
    }
  }

  private void tell(Progress progress, int done, long doneEvents) {
    String line =
        String.format(
            Locale.ROOT, "%,d of %,d customers, %,d events ...", done, customers, doneEvents);
    if (progress.isTerminal()) {
      progress.change(line);
    } else {
      progress.accept(line);
    }
  }
}
