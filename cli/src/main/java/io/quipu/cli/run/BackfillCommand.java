package io.quipu.cli.run;

import picocli.CommandLine.Command;

/** {@code quipu backfill}: the jobs as batch pipelines. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description = {
      "Counts years of files at once, into a keyspace without counts.",
      "It gives the same counts as ./quipu run, writes each row once, and needs no state."
    },
    synopsisSubcommandLabel = "JOB",
    subcommands = {StatisticBackfillCommand.class, CustomerBackfillCommand.class})
public final class BackfillCommand {}
