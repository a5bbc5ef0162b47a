package io.quipu.cli.deadletters;

import picocli.CommandLine.Command;

/** {@code quipu dead-letters}: the records that could not be counted. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = "Lists, shows and replays the records that a job could not count.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ListCommand.class, ShowCommand.class, ReplayCommand.class})
public final class DeadLettersCommand {}
