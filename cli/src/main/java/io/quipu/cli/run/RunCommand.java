package io.quipu.cli.run;

import picocli.CommandLine.Command;

/** {@code quipu run}: runs a job. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs a job.",
    synopsisSubcommandLabel = "JOB",
    subcommands = {StatisticCommand.class, CustomerCommand.class})
public final class RunCommand {}
