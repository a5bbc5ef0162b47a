package io.quipu.benchmarks.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quipu.cli.Progress;
import io.quipu.model.Shard;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final long TELL_EVERY_NANOS = 2_000_000_000L;

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
    Map<String, Number> measured;
    try (PagesOnDisk disk = new PagesOnDisk(folder)) {
      fill(load, disk, figures);
      progress().accept("Compacting ...");
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

  private void fill(SkewedLoad load, PagesOnDisk disk, StateFigures figures)
      throws IOException, RocksDBException {
    long told = System.nanoTime();
    for (int customer = 0; customer < customers; customer++) {
      for (CustomerPage page : CustomerPage.of(load.events(customer))) {
        byte[] bytes = page.toBytes();
        figures.add(page, bytes.length);
        Shard shard = Shard.of(SkewedLoad.MONTH, page.key(), Shard.DEFAULT_COUNT);
        disk.put(shard, page.key(), bytes);
      }
      if (System.nanoTime() - told > TELL_EVERY_NANOS) {
        told = System.nanoTime();
        progress()
            .accept(
                String.format(
                    Locale.ROOT,
                    "%,d of %,d customers, %,d events ...",
                    customer + 1,
                    customers,
                    figures.events()));
      }
    }
  }

  private Progress progress() {
    return new Progress(spec.commandLine().getErr());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
