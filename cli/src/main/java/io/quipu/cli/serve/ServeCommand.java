package io.quipu.cli.serve;

import io.quipu.cli.CassandraOptions;
import io.quipu.cli.Interrupt;
import io.quipu.cli.KafkaOptions;
import io.quipu.cli.Progress;
import io.quipu.cli.counts.CountModeOption;
import io.quipu.server.api.ApiServer;
import io.quipu.server.api.firings.RecentFirings;
import io.quipu.server.http.HttpServer;
import io.quipu.server.keys.ApiKey;
import io.quipu.server.keys.KeyCheck;
import io.quipu.server.keys.KeyFile;
import io.quipu.store.session.CassandraSession;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu serve}: runs the query API and the dashboard over HTTP. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description =
        "Answers questions over HTTP, in JSON or CSV, and shows the dashboard, until Ctrl-C.")
public final class ServeCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;
  @Mixin private CountModeOption countMode;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8088",
      description =
          "Where to listen; without --api-keys at this machine's own address only (default"
              + " ${DEFAULT-VALUE}).")
  private String listen = "";

  @Option(
      names = "--api-keys",
      paramLabel = "FILE",
      description =
          "The file of allowed keys, which quipu serve new-key makes. It is read again when it"
              + " changes.")
  private @Nullable Path apiKeys;

  @Option(
      names = "--firings",
      paramLabel = "TOPIC",
      description =
          "The topic of firings that the catalog names, of the Kafka at --bootstrap-servers. Its"
              + " latest messages are shown.")
  private @Nullable String firings;

  @Override
  public Integer call() throws Exception {
    InetSocketAddress address = HttpServer.address(listen);
    KeyCheck gate = apiKeys == null ? KeyCheck.open() : KeyCheck.of(new KeyFile(apiKeys));
    HttpServer.requireSafe(address, gate);
    PrintWriter err = spec.commandLine().getErr();
    Progress progress = new Progress(err);
    try (Interrupt interrupt = Interrupt.handle();
        CassandraSession client = cassandra.openTables(progress)) {
      ServedKeyspace served = new ServedKeyspace(cassandra, countMode, client, progress);
      try (RecentFirings recent = recentFirings();
          ApiServer server = ApiServer.start(served.reader(), recent, gate, address)) {
        err.println(
            "Listening at " + server.uri() + " (" + server.uri() + "docs shows how to ask).");
        err.flush();
        while (!interrupt.await(BETWEEN_LOOKS)) {
          served.look().ifPresent(server::use);
        }
      }
    }
    return 0;
  }

  private RecentFirings recentFirings() {
    return firings == null ? RecentFirings.NONE : FiringsReader.start(kafka.settings(), firings);
  }

  @Command(
      name = "new-key",
      mixinStandardHelpOptions = true,
      description = "Makes a key, adds it to the file of keys and prints its secret, once.")
  int newKey(
      @Option(
              names = "--api-keys",
              paramLabel = "FILE",
              required = true,
              description = "The file of keys; created if missing.")
          Path file,
      @Option(names = "--name", required = true, description = "A name for the key; logs show it.")
          String name,
      @Option(
              names = "--companies",
              required = true,
              paramLabel = "NAMES",
              description =
                  "The companies that the key may see, separated by commas; * for all. A comma"
                      + " in a name is written \\,.")
          String companies,
      @Option(
              names = "--requests-per-second",
              paramLabel = "NUMBER",
              description = "The most requests in a second; by default any number.")
          @Nullable Integer requestsPerSecond) {
    ApiKey.Made made = ApiKey.make(name, names(companies), requestsPerSecond);
    new KeyFile(file).add(made.key());
    spec.commandLine()
        .getErr()
        .println("The secret is shown this once; " + file + " has its hash.");
    spec.commandLine().getErr().flush();
    spec.commandLine().getOut().println(made.secret());
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** Splits names at commas. A comma after a backslash is part of a name. */
  private static List<String> names(String companies) {
    return Arrays.stream(companies.split("(?<!\\\\),", -1))
        .map(name -> name.replace("\\,", ","))
        .toList();
  }
}
