package io.quipu.cli.migrate;

import io.quipu.cli.CassandraOptions;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Progress;
import io.quipu.cli.UsageException;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.migration.Migration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu migrate}: final counts from Cassandra counters. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Takes the counts of a job with --count-mode=increments into final counts, in a keyspace"
          + " without counts.",
      "Stop that job first. A migration that was interrupted can be repeated."
    })
public final class MigrateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "KEYSPACE",
      description = "The keyspace with the counters; --keyspace is that of the final counts.")
  private String from = "";

  @Option(
      names = "--catalog",
      required = true,
      paramLabel = "FILE",
      description = "The catalog of the job that will continue.")
  private String catalog = "";

  @Override
  public Integer call() throws Exception {
    if (from.equals(cassandra.keyspace())) {
      throw new UsageException("--from is the same as --keyspace; name another keyspace.");
    }
    Migration.Result migrated =
        new Migration(
                cassandra.settings(),
                from,
                CatalogFile.load(catalog),
                cassandra.startupTimeout(),
                new Progress(spec.commandLine().getErr()))
            .run();
    spec.commandLine()
        .getOut()
        .printf(
            "%,d rows of %,d events are in '%s' now, as many as in '%s'.%n",
            migrated.rows(), migrated.events(), cassandra.keyspace(), from);
    if (migrated.ofCustomers() > 0) {
      spec.commandLine()
          .getOut()
          .printf(
              "Left out: %,d rows of customers, which the Customer job has written.%n",
              migrated.ofCustomers());
    }
    return ExitCodes.DONE;
  }
}
