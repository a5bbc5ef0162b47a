package io.quipu.cli.state;

import picocli.CommandLine.Command;

/** {@code quipu state}: copies of the state of a job. */
@Command(
    name = "state",
    mixinStandardHelpOptions = true,
    description =
        "Keeps a copy of the last checkpoint of a job in another place, and starts from it.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ShipCommand.class, FetchCommand.class})
public final class StateCommand {}
