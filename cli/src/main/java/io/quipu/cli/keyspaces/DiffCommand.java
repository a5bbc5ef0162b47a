package io.quipu.cli.keyspaces;

import io.quipu.audit.keyspaces.KeyspaceDiff;
import io.quipu.audit.keyspaces.MonthDiff;
import io.quipu.cli.CassandraOptions;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Progress;
import io.quipu.cli.TextTable;
import io.quipu.cli.UsageException;
import io.quipu.model.range.DayGaps;
import io.quipu.pipeline.options.JobKind;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu backfill diff}: what a switch to another keyspace would change. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the counts of two keyspaces row by row: what readers would see change if they used"
          + " the other one.",
      "The months with the largest changes come first. The exit code is 1 if a row differs."
    })
public final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;

  @Option(
      names = "--with",
      required = true,
      paramLabel = "KEYSPACE",
      description = "The other keyspace, such as that of a backfill.")
  private String other = "";

  @Option(
      names = "--job",
      paramLabel = "statistic|customer",
      defaultValue = "statistic",
      description = "Whose counts: those of companies, or of customers (default ${DEFAULT-VALUE}).")
  private JobKind kind = JobKind.STATISTIC;

  @Option(
      names = "--limit",
      paramLabel = "MONTHS",
      defaultValue = "20",
      description = "How many months to print; 0 prints all (default ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() throws Exception {
    if (limit < 0) {
      throw new UsageException("--limit=" + limit + " is out of range; write 0 or more.");
    }
    if (other.equals(cassandra.keyspace())) {
      throw new UsageException("--with is the same as --keyspace; name another keyspace.");
    }
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    try (CassandraSession session = cassandra.openTables(progress)) {
      new SchemaAdmin(session, CountsSchema.of(other, Replication.ONE)).requireCurrent();
      progress.accept("Reading the rows of both keyspaces ...");
      List<MonthDiff> months =
          new KeyspaceDiff(session, kind.runs()).between(cassandra.keyspace(), other);
      if (months.isEmpty()) {
        out.printf("All rows of '%s' and '%s' are equal.%n", cassandra.keyspace(), other);
        return ExitCodes.DONE;
      }
      print(months, out);
      return ExitCodes.FAILED;
    }
  }

  private void print(List<MonthDiff> months, PrintWriter out) {
    int most = limit == 0 ? Integer.MAX_VALUE : limit;
    TextTable table =
        new TextTable(
            List.of(
                "company",
                "statistic",
                "month",
                "new rows",
                "changed",
                "gone",
                "count before",
                "after",
                "uniques before",
                "after"));
    for (MonthDiff month : months.subList(0, Math.min(months.size(), most))) {
      table.add(
          List.of(
              month.company(),
              name(month.statistic()),
              month.month(),
              "%,d".formatted(month.added()),
              "%,d".formatted(month.changed()),
              "%,d".formatted(month.gone()),
              count(month.before()),
              count(month.after()),
              uniques(month.before()),
              uniques(month.after())));
    }
    out.print(table);
    if (months.size() > most) {
      out.printf("... and %,d more months; --limit=0 prints all.%n", months.size() - most);
    }
    out.printf(
        "In all %,d rows are new, %,d changed and %,d gone, in %,d months.%n",
        months.stream().mapToLong(MonthDiff::added).sum(),
        months.stream().mapToLong(MonthDiff::changed).sum(),
        months.stream().mapToLong(MonthDiff::gone).sum(),
        months.size());
  }

  /** The gaps of a statistic have a name that nobody can read. */
  private static String name(String statistic) {
    return DayGaps.isName(statistic)
        ? DayGaps.baseOf(statistic) + " (gaps between days)"
        : statistic;
  }

  private static String count(MonthDiff.@Nullable Total total) {
    return total == null ? "none" : "%,d".formatted(total.count());
  }

  private static String uniques(MonthDiff.@Nullable Total total) {
    return total == null || total.uniques() == null ? "none" : "%,d".formatted(total.uniques());
  }
}
