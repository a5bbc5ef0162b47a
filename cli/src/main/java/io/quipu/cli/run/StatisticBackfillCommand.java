package io.quipu.cli.run;

import io.quipu.pipeline.options.JobKind;
import picocli.CommandLine.Command;

/** {@code quipu backfill statistic}: counts files with a batch pipeline. */
@Command(
    name = "statistic",
    description = {
      "Counts the events of files, or with --source=kafka of topics, into a keyspace without counts.",
      ""
    },
    customSynopsis =
        "quipu backfill statistic --catalog=FILE --input=GLOB --keyspace=NAME [OPTION...]")
public final class StatisticBackfillCommand extends JobCommand {
  public StatisticBackfillCommand() {
    super(JobKind.STATISTIC, true);
  }
}
