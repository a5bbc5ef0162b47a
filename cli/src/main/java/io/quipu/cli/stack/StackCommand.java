package io.quipu.cli.stack;

import io.quipu.cli.CommandException;
import io.quipu.cli.Progress;
import io.quipu.cli.UsageException;
import io.quipu.localstack.LocalStack;
import io.quipu.localstack.cassandra.LocalCassandra;
import io.quipu.localstack.flink.LocalFlink;
import io.quipu.localstack.kafka.LocalKafka;
import io.quipu.localstack.process.ServerStatus;
import io.quipu.runners.flink.FlinkConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quipu stack}: runs Kafka, Cassandra and, if requested, Flink on this machine. */
@Command(
    name = "stack",
    mixinStandardHelpOptions = true,
    description = "Starts and stops a local Kafka and Cassandra, and Flink; data is kept.",
    synopsisSubcommandLabel = "COMMAND")
public final class StackCommand {
  @Spec private CommandSpec spec;

  /** The folder of the files of the servers. */
  static final class Folder {
    @Option(
        names = "--folder",
        paramLabel = "FOLDER",
        defaultValue = "${sys:user.home}/.quipu/stack",
        description = "Where data, settings and logs are kept (default ${DEFAULT-VALUE}).")
    private Path path = Path.of("");
  }

  /** The options of Kafka and Cassandra. */
  static final class Servers {
    @Option(
        names = "--kafka-port",
        paramLabel = "PORT",
        defaultValue = "9092",
        description = "Kafka's port (default ${DEFAULT-VALUE}); other brokers have the next ones.")
    private int kafkaPort;

    @Option(
        names = "--kafka-brokers",
        paramLabel = "COUNT",
        defaultValue = "1",
        description = {
          "1 or 3 brokers (default ${DEFAULT-VALUE}).",
          "With 3, topics have three copies, and any one broker may be down."
        })
    private int kafkaBrokers;

    @Option(
        names = "--cassandra-port",
        paramLabel = "PORT",
        defaultValue = "9042",
        description = "Cassandra's port (default ${DEFAULT-VALUE}).")
    private int cassandraPort;

    @Option(
        names = "--cassandra-nodes",
        paramLabel = "COUNT",
        defaultValue = "1",
        description = {
          "1 or 3 nodes (default ${DEFAULT-VALUE}), at 127.0.0.1, 127.0.0.2 and 127.0.0.3.",
          "With 3 and quipu schema apply --replication=3, any one node may be down."
        })
    private int cassandraNodes;
  }

  /** The options of the Flink cluster. It is optional, because a job can run its own Flink. */
  static final class Flink {
    @Option(
        names = "--flink",
        description = "Start a Flink cluster too: a job manager and task managers.")
    private boolean wanted;

    @Option(
        names = "--ha",
        description = {
          "High availability: two job managers, and a ZooKeeper in which they choose one.",
          "If it dies, the other one continues the jobs."
        })
    private boolean highlyAvailable;

    @Option(
        names = "--flink-port",
        paramLabel = "PORT",
        defaultValue = "8081",
        description = "The port of Flink's web page (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
        names = "--task-managers",
        paramLabel = "COUNT",
        defaultValue = "2",
        description = "The number of task managers with 2 slots each (default ${DEFAULT-VALUE}).")
    private int taskManagers;
  }

  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      description = "Starts the servers; they continue after this command has ended.")
  int up(@Mixin Folder folder, @Mixin Servers servers, @Mixin Flink flink) {
    Progress progress = new Progress(spec.commandLine().getErr());
    if (flink.highlyAvailable && !flink.wanted) {
      throw new UsageException("--ha is for a Flink cluster; add --flink.");
    }
    LocalStack stack =
        LocalStack.in(folder.path)
            .withKafkaPort(servers.kafkaPort)
            .withKafkaBrokers(servers.kafkaBrokers)
            .withCassandraPort(servers.cassandraPort)
            .withCassandraNodes(servers.cassandraNodes);
    if (flink.wanted) {
      LocalFlink cluster =
          LocalStack.flinkIn(folder.path)
              .withPort(flink.port)
              .withTaskManagers(flink.taskManagers)
              .withProperties(FlinkConfiguration.settings());
      stack = stack.withFlink(flink.highlyAvailable ? cluster.withHighAvailability() : cluster);
    }
    progress.accept(
        "Starting Kafka"
            + (flink.wanted ? ", Cassandra and Flink in " : " and Cassandra in ")
            + folder.path
            + " ...");
    stack.up(progress);
    tellAddresses(folder, servers, progress);
    progress.accept("'quipu stack down' stops them; the data stays.");
    return 0;
  }

  /** The options of other commands that name all servers. */
  private static void tellAddresses(Folder folder, Servers servers, Progress progress) {
    if (servers.kafkaBrokers > 1) {
      progress.accept("--bootstrap-servers=" + addresses(folder, LocalKafka.NAME));
    }
    if (servers.cassandraNodes > 1) {
      progress.accept("--cassandra=" + addresses(folder, LocalCassandra.NAME));
      progress.accept(
          "Create the tables with 'quipu schema apply --replication=3' and this option, before a"
              + " job starts.");
    }
  }

  /** The addresses of all servers of a kind, separated by commas. */
  private static String addresses(Folder folder, String kind) {
    return LocalStack.status(folder.path).stream()
        .filter(server -> server.name().startsWith(kind))
        .flatMap(server -> server.address().stream())
        .collect(Collectors.joining(","));
  }

  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "Stops the servers; the data stays.")
  int down(@Mixin Folder folder) {
    LocalStack.down(folder.path, new Progress(spec.commandLine().getErr()));
    return 0;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Prints whether and where the servers run. The exit code is 1 if one does not.")
  int status(@Mixin Folder folder) {
    PrintWriter out = spec.commandLine().getOut();
    List<ServerStatus> servers = LocalStack.status(folder.path);
    for (ServerStatus server : servers) {
      out.println(line(server));
    }
    out.flush();
    return servers.stream().allMatch(ServerStatus::isRunning) ? 0 : 1;
  }

  @Command(
      name = "send",
      mixinStandardHelpOptions = true,
      description = {
        "Sends the lines of files to a topic of the local Kafka, each as a message.",
        "The topic is created if missing."
      })
  int send(
      @Mixin Folder folder,
      @Option(
              names = "--topic",
              paramLabel = "TOPIC",
              required = true,
              description = "The topic, such as orders.")
          String topic,
      @Parameters(
              paramLabel = "FILE",
              arity = "1..*",
              description = "Files with one event in each line; /dev/stdin is allowed too.")
          List<Path> files)
      throws InterruptedException {
    Progress progress = new Progress(spec.commandLine().getErr());
    boolean runs =
        LocalStack.status(folder.path).stream()
            .anyMatch(server -> server.name().startsWith(LocalKafka.NAME) && server.isRunning());
    if (!runs) {
      throw new CommandException(
          "Kafka does not run in " + folder.path + "; start it with quipu stack up.");
    }
    long lines = new LineSender(addresses(folder, LocalKafka.NAME), topic, progress).send(files);
    progress.accept("%,d messages are in the topic %s.".formatted(lines, topic));
    return 0;
  }

  private static String line(ServerStatus server) {
    String state =
        server.isRunning()
            ? "runs"
                + server.address().map(address -> " at " + address).orElse("")
                + " (pid "
                + server.pid().getAsLong()
                + ")"
            : "does not run"
                + server
                    .lastWords()
                    .map(words -> " any more (its log ends with: " + words + ")")
                    .orElse("");
    return String.format(
        Locale.ROOT,
        "%-20s  %s, %.1f MB in %s",
        server.name(),
        state,
        server.sizeBytes() / 1e6,
        server.folder());
  }
}
