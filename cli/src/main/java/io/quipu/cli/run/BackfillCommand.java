package io.quipu.cli.run;

import io.quipu.cli.keyspaces.ApplyCommand;
import io.quipu.cli.keyspaces.DiffCommand;
import io.quipu.cli.keyspaces.DropCommand;
import picocli.CommandLine.Command;

/** {@code quipu backfill}: the jobs as batch pipelines. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description = {
      "Counts years of files, or all that topics have, into a keyspace without counts.",
      "It gives the same counts as ./quipu run, writes each row once, and needs no state."
    },
    synopsisSubcommandLabel = "JOB",
    subcommands = {
      StatisticBackfillCommand.class,
      CustomerBackfillCommand.class,
      DiffCommand.class,
      ApplyCommand.class,
      DropCommand.class
    })
public final class BackfillCommand {}
