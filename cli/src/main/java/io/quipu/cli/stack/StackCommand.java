package io.quipu.cli.stack;

import io.quipu.cli.Progress;
import io.quipu.localstack.LocalStack;
import io.quipu.localstack.ServerStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu stack}: Kafka and Cassandra on this machine. */
@Command(
    name = "stack",
    mixinStandardHelpOptions = true,
    description = "Starts and stops a local Kafka and Cassandra; their data is kept.",
    synopsisSubcommandLabel = "COMMAND")
public final class StackCommand {
  @Spec private CommandSpec spec;

  /** Where the servers' files are. */
  static final class Folder {
    @Option(
        names = "--folder",
        paramLabel = "FOLDER",
        defaultValue = "${sys:user.home}/.quipu/stack",
        description = "Where data, settings and logs are kept (default ${DEFAULT-VALUE}).")
    private Path path = Path.of("");
  }

  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      description = "Starts both; they go on when this command has ended.")
  int up(
      @Mixin Folder folder,
      @Option(
              names = "--kafka-port",
              paramLabel = "PORT",
              defaultValue = "9092",
              description = "Kafka's port (default ${DEFAULT-VALUE}).")
          int kafkaPort,
      @Option(
              names = "--cassandra-port",
              paramLabel = "PORT",
              defaultValue = "9042",
              description = "Cassandra's port (default ${DEFAULT-VALUE}).")
          int cassandraPort) {
    Progress progress = new Progress(spec.commandLine().getErr());
    progress.accept("Starting Kafka and Cassandra in " + folder.path + " ...");
    LocalStack.in(folder.path)
        .withKafkaPort(kafkaPort)
        .withCassandraPort(cassandraPort)
        .up(progress);
    progress.accept("'quipu stack down' stops them; the data stays.");
    return 0;
  }

  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "Stops both; the data stays.")
  int down(@Mixin Folder folder) {
    LocalStack.down(folder.path, new Progress(spec.commandLine().getErr()));
    return 0;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Says whether they run, and where. The exit code is 1 if one does not.")
  int status(@Mixin Folder folder) {
    PrintWriter out = spec.commandLine().getOut();
    List<ServerStatus> servers = LocalStack.status(folder.path);
    for (ServerStatus server : servers) {
      out.println(line(server));
    }
    out.flush();
    return servers.stream().allMatch(ServerStatus::isRunning) ? 0 : 1;
  }

  private static String line(ServerStatus server) {
    String state =
        server.isRunning()
            ? "runs at "
                + server.address().orElse("an unknown port")
                + " (pid "
                + server.pid().getAsLong()
                + ")"
            : "does not run";
    return String.format(
        Locale.ROOT,
        "%-9s  %s, %.1f MB in %s",
        server.name(),
        state,
        server.sizeBytes() / 1e6,
        server.folder());
  }
}
