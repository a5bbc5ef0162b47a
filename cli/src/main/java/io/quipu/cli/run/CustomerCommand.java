package io.quipu.cli.run;

import io.quipu.pipeline.options.JobKind;
import picocli.CommandLine.Command;

/** {@code quipu run customer}: counts the events of each customer. */
@Command(
    name = "customer",
    description = {
      "Counts the events of each customer from Kafka or files into Cassandra.",
      "A bounded input ends with a summary; Kafka is read until you stop it (Ctrl-C).",
      ""
    },
    customSynopsis = {
      "quipu run customer --catalog=FILE --input=TOPICS [--runner=flink|direct] [OPTION...]",
      "quipu run customer --catalog=FILE --source=files --input=GLOB [OPTION...]",
      "quipu run customer --catalog=FILE --source=tail --input=GLOB [OPTION...]"
    })
public final class CustomerCommand extends JobCommand {
  public CustomerCommand() {
    super(JobKind.CUSTOMER, false);
  }
}
