package io.quipu.cli.run;

import io.quipu.pipeline.options.JobKind;
import picocli.CommandLine.Command;

/** {@code quipu backfill customer}: counts files for each customer with a batch pipeline. */
@Command(
    name = "customer",
    description = {
      "Counts the events of each customer, from files into a keyspace without counts.",
      ""
    },
    customSynopsis =
        "quipu backfill customer --catalog=FILE --input=GLOB --keyspace=NAME [OPTION...]")
public final class CustomerBackfillCommand extends JobCommand {
  public CustomerBackfillCommand() {
    super(JobKind.CUSTOMER, true);
  }
}
