package io.quipu.cli.audit;

import io.quipu.audit.Audit;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code quipu audit}: compares the stored counts with a recount of the raw events. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Counts the raw events again, by SQL, and compares the result with the stored rows.",
      "Give the options of ./quipu run statistic: --catalog, --source, --input, --keyspace and so on."
          + " The job may run meanwhile. The exit code is 1 if a row is wrong."
    },
    customSynopsis = "quipu audit --catalog=FILE --input=TOPIC|GLOB [--month=MONTH] [OPTION...]")
public final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditOptions options;
  @Unmatched private List<String> others = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    AuditOptions.Job job = options.job(others);
    Audit.Result result = job.audit(new Progress(spec.commandLine().getErr())).run();
    spec.commandLine()
        .getOut()
        .print(new AuditText(job.catalog().timeZones()).of(result, options.limit()));
    return result.isRight() ? ExitCodes.DONE : ExitCodes.FAILED;
  }
}
