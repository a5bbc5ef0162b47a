package io.quipu.cli.schema;

import io.quipu.cli.CassandraOptions;
import io.quipu.cli.Progress;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu schema}: creates and shows the tables in Cassandra. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Creates the tables in Cassandra, or prints their CQL.",
    synopsisSubcommandLabel = "COMMAND")
public final class SchemaCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description = "Brings the tables to this program's version; applying again does nothing.")
  int apply(
      @Mixin CassandraOptions cassandra,
      @Option(
              names = "--replication",
              paramLabel = "COPIES",
              defaultValue = "1",
              description =
                  "How many copies a new keyspace keeps: 3, or by data center east=3,west=2"
                      + " (default ${DEFAULT-VALUE}).")
          String replication)
      throws InterruptedException {
    CountsSchema schema = CountsSchema.of(cassandra.keyspace(), Replication.parse(replication));
    try (CassandraSession client = cassandra.open(new Progress(spec.commandLine().getErr()))) {
      int before = new SchemaAdmin(client, schema).apply();
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          before == CountsSchema.VERSION
              ? "The keyspace %s has version %d already.%n"
              : "The keyspace %s has version %d now.%n",
          schema.keyspace(),
          CountsSchema.VERSION);
      out.flush();
    }
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints the tables as CQL, without asking Cassandra.")
  int show(
      @Option(
              names = "--keyspace",
              paramLabel = "NAME",
              defaultValue = "quipu",
              description = "The keyspace (default ${DEFAULT-VALUE}).")
          String keyspace,
      @Option(
              names = "--replication",
              paramLabel = "COPIES",
              defaultValue = "1",
              description = "As for apply (default ${DEFAULT-VALUE}).")
          String replication) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(CountsSchema.of(keyspace, Replication.parse(replication)).script());
    out.flush();
    return 0;
  }
}
