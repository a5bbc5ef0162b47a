package io.quipu.cli.triggers;

import picocli.CommandLine.Command;

/** {@code quipu triggers}: what the triggers of a catalog tell. */
@Command(
    name = "triggers",
    mixinStandardHelpOptions = true,
    description = "Shows the firings of triggers, which a job sends to a topic of Kafka.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TailCommand.class)
public final class TriggersCommand {}
