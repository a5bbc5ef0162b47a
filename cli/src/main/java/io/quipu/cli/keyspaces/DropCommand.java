package io.quipu.cli.keyspaces;

import io.quipu.audit.keyspaces.KeyspaceRemoval;
import io.quipu.cli.CassandraOptions;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Progress;
import io.quipu.store.session.CassandraSession;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu backfill drop}: removes a keyspace that nobody uses. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Removes a keyspace of counts: one that was replaced, or a backfill that shall not be used.",
      "It is refused while a job runs in it, or readers of another keyspace use it. Without --yes it"
          + " only says what it would do."
    })
public final class DropCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;

  @Option(names = "--yes", description = "Remove it.")
  private boolean yes;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (CassandraSession session =
        cassandra.openTables(new Progress(spec.commandLine().getErr()))) {
      KeyspaceRemoval removal = new KeyspaceRemoval(session, cassandra.keyspace());
      boolean nameStays = removal.requireUnused();
      String what =
          nameStays
              ? "All counts in the keyspace '%s' are deleted. Its name stays, because it leads readers"
                  + " to another keyspace.%n"
              : "The keyspace '%s' is dropped with all of its counts.%n";
      out.printf(what, cassandra.keyspace());
      if (!yes) {
        out.println("Nothing was changed. Add --yes to do it.");
        return ExitCodes.FAILED;
      }
      removal.remove();
      out.println("Done. Cassandra may keep a snapshot; nodetool listsnapshots shows it.");
      return ExitCodes.DONE;
    }
  }
}
