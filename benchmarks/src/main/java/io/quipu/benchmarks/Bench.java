package io.quipu.benchmarks;

import io.quipu.benchmarks.api.ApiCommand;
import io.quipu.benchmarks.latency.LatencyCommand;
import io.quipu.benchmarks.micro.MicroCommand;
import io.quipu.benchmarks.scaling.ScalingCommand;
import io.quipu.benchmarks.state.StateCommand;
import io.quipu.benchmarks.tail.TailCommand;
import io.quipu.benchmarks.throughput.ThroughputCommand;
import io.quipu.benchmarks.totals.BootstrapCommand;
import io.quipu.cli.Arguments;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.UsageException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The main command of the benchmarks. Exit code: 0 for success, 1 for a failure, 2 for wrong
 * options.
 */
@Command(
    name = "quipu bench",
    mixinStandardHelpOptions = true,
    version = "quipu 0.1.0",
    description = "Measures Quipu on this machine and prints the figures.",
    synopsisSubcommandLabel = "BENCHMARK",
    subcommands = {
      StateCommand.class,
      BootstrapCommand.class,
      MicroCommand.class,
      ThroughputCommand.class,
      LatencyCommand.class,
      ScalingCommand.class,
      ApiCommand.class,
      TailCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Bench {
  private Bench() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try {
      Arguments.requireUtf8(args);
    } catch (UsageException e) {
      err.println("quipu: " + e.getMessage());
      System.exit(ExitCodes.USAGE);
    }
    System.exit(run(out, err, args));
  }

  /** Runs one benchmark as from a shell, and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new Bench()).setOut(out).setErr(err).execute(args);
  }
}
