package io.quipu.cli.changes;

import picocli.CommandLine.Command;

/** {@code quipu changes}: the stream of changed rows. */
@Command(
    name = "changes",
    mixinStandardHelpOptions = true,
    description = "Shows the changed rows that a job sends to a topic of Kafka.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TailCommand.class)
public final class ChangesCommand {}
