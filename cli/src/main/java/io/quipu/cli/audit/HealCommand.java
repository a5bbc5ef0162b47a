package io.quipu.cli.audit;

import io.quipu.audit.Audit;
import io.quipu.audit.Heal;
import io.quipu.audit.recount.Difference;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Progress;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code quipu heal}: writes the right rows over those that an audit finds wrong. */
@Command(
    name = "heal",
    mixinStandardHelpOptions = true,
    description = {
      "Audits, shows which rows are wrong, and with --yes writes the right ones and audits again.",
      "The job must be stopped; keep its state, and start it again afterwards."
    },
    customSynopsis = "quipu heal --catalog=FILE --input=TOPIC|GLOB [--yes] [OPTION...]")
public final class HealCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditOptions options;
  @Unmatched private List<String> others = new ArrayList<>();

  @Option(names = "--yes", description = "Write the right rows; without it, only show them.")
  private boolean yes;

  @Option(
      names = "--stopped",
      description = "You have stopped the job; needed if its last run has not ended.")
  private boolean stopped;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    AuditOptions.Job job = options.job(others);
    AuditText text = new AuditText(job.catalog().timeZones());
    Heal heal = job.heal(stopped, progress);
    heal.requireStopped();
    Audit.Result found = job.audit(progress).run();
    out.print(text.of(found, options.limit()));
    if (found.isRight()) {
      return ExitCodes.DONE;
    }
    Heal.requireWhole(found);
    List<Difference> healable = Heal.healable(found.comparison().differences());
    out.printf("Right numbers are known for %,d of them.%n", healable.size());
    if (!yes) {
      out.println("Nothing was changed. Add --yes to write the right rows.");
      return ExitCodes.FAILED;
    }
    heal.write(healable);
    Audit.Result after = job.audit(progress).run();
    out.printf("Wrote %,d rows, and audited again.%n", healable.size());
    out.print(text.of(after, options.limit()));
    return after.isRight() ? ExitCodes.DONE : ExitCodes.FAILED;
  }
}
