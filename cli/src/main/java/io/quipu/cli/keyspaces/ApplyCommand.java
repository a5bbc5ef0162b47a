package io.quipu.cli.keyspaces;

import io.quipu.audit.keyspaces.SwitchCheck;
import io.quipu.cli.CassandraOptions;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Progress;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.switches.KeyspaceSwitches;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu backfill apply}: lets the readers of a keyspace use another one. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = {
      "Lets all readers of a keyspace use another one, such as that of a backfill, from one answer to the"
          + " next. A running ./quipu serve follows within seconds.",
      "It writes one row, so running jobs do not notice it, and it can be undone and repeated."
    })
public final class ApplyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CassandraOptions cassandra;

  @Option(
      names = "--with",
      required = true,
      paramLabel = "KEYSPACE",
      description = "The keyspace that readers shall use; --keyspace itself undoes a switch.")
  private String other = "";

  @Option(
      names = "--accept-behind",
      description =
          "Switch although readers lose counts that the other keyspace does not have yet.")
  private boolean acceptBehind;

  @Override
  public Integer call() throws Exception {
    String name = cassandra.keyspace();
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    try (CassandraSession session = cassandra.openTables(progress)) {
      new SchemaAdmin(session, CountsSchema.of(other, Replication.ONE)).requireCurrent();
      KeyspaceSwitches switches = new KeyspaceSwitches(session);
      String before = switches.usedBy(name);
      if (before.equals(other)) {
        out.printf("The readers of '%s' use '%s' already.%n", name, other);
        return ExitCodes.DONE;
      }
      List<String> reasons = new SwitchCheck(session).reasons(before, other);
      reasons.forEach(progress);
      if (!reasons.isEmpty() && !acceptBehind) {
        progress.accept(
            "Nothing was switched. Wait, start what is missing, or accept it with --accept-behind.");
        return ExitCodes.FAILED;
      }
      switches.switchReaders(name, other);
      out.printf(
          "The readers of '%s' use '%s' now. Undo it with:%n"
              + "./quipu backfill apply --keyspace=%s --with=%s%n",
          name, other, name, before);
      return ExitCodes.DONE;
    }
  }
}
