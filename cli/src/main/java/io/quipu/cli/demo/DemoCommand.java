package io.quipu.cli.demo;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.cli.Interrupt;
import io.quipu.cli.Progress;
import io.quipu.cli.UsageException;
import io.quipu.localstack.LocalStack;
import io.quipu.localstack.RunningStack;
import io.quipu.pipeline.options.DurationOption;
import io.quipu.server.http.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu demo}: runs Quipu on this machine with generated traffic. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts a real Kafka and Cassandra, sends traffic, counts it and shows the counts live."
            + " At the end, compares the stored counts with the sent events. Deletes all its data.")
public final class DemoCommand implements Callable<Integer> {
  /** A time so long that only Ctrl-C ends the demo. */
  private static final Duration UNTIL_STOPPED = Duration.ofDays(1000);

  private static final int MOST_PORTS = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--events-per-second",
      paramLabel = "NUMBER",
      defaultValue = "2000",
      description = "How many events to send in a second (default ${DEFAULT-VALUE}).")
  private long eventsPerSecond;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "How long to send, such as 90s or 10m; by default until Ctrl-C.")
  private @Nullable String duration;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The seed of the random traffic (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--dashboard-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The port of the dashboard on 127.0.0.1; by default a free port.")
  private int dashboardPort;

  @Override
  public Integer call() throws Exception {
    if (eventsPerSecond < 1) {
      throw new UsageException(
          "--events-per-second=" + eventsPerSecond + " is too few; write 1 or more.");
    }
    Duration traffic =
        duration == null ? UNTIL_STOPPED : DurationOption.parse("duration", duration);
    if (dashboardPort < 0 || dashboardPort > MOST_PORTS) {
      throw new UsageException(
          "--dashboard-port="
              + dashboardPort
              + " is not a port; write 0 (any free port) to 65535.");
    }
    InetSocketAddress dashboard = HttpServer.address("127.0.0.1:" + dashboardPort);
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    Path folder = Files.createTempDirectory("quipu-demo");
    try (Interrupt interrupt = Interrupt.handle()) {
      try {
        progress.accept("Starting Kafka and Cassandra in " + folder + " ...");
        try (RunningStack stack = LocalStack.in(folder).start(progress)) {
          boolean right =
              new Demo(stack, folder, eventsPerSecond, seed, progress, out)
                  .run(traffic, dashboard, interrupt);
          progress.accept("Stopping ...");
          return right ? 0 : 1;
        }
      } finally {
        delete(folder);
        progress.accept("Nothing runs any more, and " + folder + " is deleted.");
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
