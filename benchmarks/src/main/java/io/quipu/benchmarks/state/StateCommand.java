package io.quipu.benchmarks.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quipu.cli.Progress;
import io.quipu.model.Shard;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fills uniqueness pages with a skewed month, stores them as Flink does, and weighs them. */
@Command(
    name = "state",
    mixinStandardHelpOptions = true,
    description =
        "How many bytes uniqueness takes in state per (customer, dimension value, month).")
public final class StateCommand implements Callable<Integer> {
  /** On a terminal, each line is written over the one before. */
  private static final Duration TELL_ON_TERMINAL = Duration.ofSeconds(2);

  private static final Duration TELL_IN_LOG = Duration.ofSeconds(15);

  @Spec private CommandSpec spec;

  @Option(
      names = "--customers",
      defaultValue = "2000000",
      description = "How many customers do something in the month. Default: ${DEFAULT-VALUE}.")
  private int customers;

  @Option(
      names = "--events",
      defaultValue = "10000000",
      description = "About how many events they make, all together. Default: ${DEFAULT-VALUE}.")
  private long events;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed makes the same load. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    SkewedLoad load = load();
    Path target = Path.of(System.getProperty("quipu.home", "."), "benchmarks", "target");
    Path folder = Files.createTempDirectory(Files.createDirectories(target), "state-");
    StateFigures figures = new StateFigures();
    Progress progress = new Progress(spec.commandLine().getErr());
    progress.accept("Filling the pages of " + customers + " customers ...");
    Map<String, Number> measured;
    try (PagesOnDisk disk = new PagesOnDisk(folder)) {
      fill(load, disk, figures, progress);
      progress.accept("Compacting ...");
      disk.compact();
      measured = figures.figures(customers, disk.bytes());
    } finally {
      delete(folder);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(figures.table(measured));
    Path json = target.resolve("bench-state.json");
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(json.toFile(), measured);
    out.println();
    out.println("The same as JSON: " + json);
    out.flush();
    return 0;
  }

  private SkewedLoad load() {
    if (customers < 1) {
      throw new ParameterException(
          spec.commandLine(), "There are " + customers + " customers; --customers is 1 or more.");
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
