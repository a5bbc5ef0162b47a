package io.quipu.cli.migrate;

import io.quipu.audit.counters.CounterImport;
import io.quipu.cli.CassandraOptions;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Progress;
import io.quipu.cli.TextTable;
import io.quipu.cli.UsageException;
import io.quipu.model.calendar.CompanyClock;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.counter.CountRow;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.migration.MappingFile;
import io.quipu.pipeline.migration.Migration;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      "Takes Cassandra counters into final counts, in a keyspace without counts: those of a job with"
          + " --count-mode=increments (--from), or of any tables that a file describes (--mapping).",
      "Stop first who writes the counters. A migration that was interrupted can be repeated."
    })
public final class MigrateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;

  @Option(
      names = "--from",
      paramLabel = "KEYSPACE",
      description =
          "The keyspace with the counters of a job; --keyspace is that of the final counts.")
  private @Nullable String from;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "What the columns of other counter tables mean, in YAML.")
  private @Nullable String mapping;

  @Option(
      names = "--catalog",
      required = true,
      paramLabel = "FILE",
      description = "The catalog of the job that will continue.")
  private String catalog = "";

  @Override
  public Integer call() throws Exception {
    if ((from == null) == (mapping == null)) {
      throw new UsageException(
          "Give --from for the counters of a job, or --mapping for those of other tables.");
    }
    Progress progress = new Progress(spec.commandLine().getErr());
    if (mapping != null) {
      return fromTables(mapping, progress);
    }
    return fromJob(String.valueOf(from), progress);
  }

  private int fromTables(String file, Progress progress) throws Exception {
    Catalog known = CatalogFile.check(catalog);
    CounterImport.Result done =
        new CounterImport(
                cassandra.settings(),
                MappingFile.load(file),
                known,
                cassandra.startupTimeout(),
                progress)
            .run();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Read %,d rows with a sum of %,d. Left out %,d others.%n",
        done.read() - done.leftOut(), done.amount(), done.leftOut());
    out.printf(
        "Wrote %,d rows into '%s', and found each again with its number. Their uniques are not known.%n",
        done.written(), cassandra.keyspace());
    TextTable sample =
        new TextTable(List.of("company", "statistic", "dimension", "value", "bucket", "count"));
    for (CountRow row : done.sample()) {
      sample.add(
          List.of(
              row.company(),
              row.statistic(),
              row.dimension(),
              row.value(),
              new CompanyClock(known.timeZones().of(row.company()))
                  .bucket(row.resolution(), row.start()),
              "%,d".formatted(row.count())));
    }
    out.printf("The largest of them, to compare them with your system:%n%s", sample);
    return ExitCodes.DONE;
  }

  private int fromJob(String keyspace, Progress progress) throws Exception {
    if (keyspace.equals(cassandra.keyspace())) {
      throw new UsageException("--from is the same as --keyspace; name another keyspace.");
    }
    Migration.Result migrated =
        new Migration(
                cassandra.settings(),
                keyspace,
                CatalogFile.load(catalog),
                cassandra.startupTimeout(),
                progress)
            .run();
    spec.commandLine()
        .getOut()
        .printf(
            "%,d rows of %,d events are in '%s' now, as many as in '%s'.%n",
            migrated.rows(), migrated.events(), cassandra.keyspace(), keyspace);
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
