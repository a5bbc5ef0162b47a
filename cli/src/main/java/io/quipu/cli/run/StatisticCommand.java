package io.quipu.cli.run;

import io.quipu.pipeline.options.JobKind;
import picocli.CommandLine.Command;

/** {@code quipu run statistic}: counts the events of each company. */
@Command(
    name = "statistic",
    description = {
      "Counts events from Kafka or files into Cassandra.",
      "A bounded input ends with a summary; Kafka is read until you stop it (Ctrl-C).",
      ""
    },
    customSynopsis = {
      "quipu run statistic --catalog=FILE --input=TOPICS [--runner=flink|direct] [OPTION...]",
      "quipu run statistic --catalog=FILE --source=files --input=GLOB [OPTION...]",
      "quipu run statistic --catalog=FILE --source=tail --input=GLOB [OPTION...]"
    })
public final class StatisticCommand extends JobCommand {
  public StatisticCommand() {
    super(JobKind.STATISTIC, false);
  }
}
