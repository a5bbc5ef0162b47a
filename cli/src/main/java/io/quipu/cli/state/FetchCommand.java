package io.quipu.cli.state;

import io.quipu.cli.CommandException;
import io.quipu.cli.ExitCodes;
import io.quipu.runners.flink.shipping.StateCopies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu state fetch}: fetches a copy of a checkpoint. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description =
        "Fetches the last copy of a checkpoint into its state folder. The job then continues from it.")
public final class FetchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "PLACE",
      description = "Where the copy is, as --to of ship.")
  private String place = "";

  @Option(
      names = "--state-folder",
      paramLabel = "FOLDER",
      description = "The state folder; by default the one that was shipped.")
  private @Nullable Path folder;

  @Override
  public Integer call() {
    StateCopies.Copy copy;
    try {
      copy = new StateCopies(place).fetch(folder);
    } catch (IOException e) {
      throw new CommandException(
          "The copy in %s cannot be fetched (%s). Check the place, the rights and the free space."
              .formatted(place, e.getMessage()),
          e);
    }
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "Fetched %s of %s into %s: %,d files. Start the job with --state-folder=%s.%n",
            copy.checkpoint(),
            copy.shipped(),
            copy.folder(),
            copy.files(),
            copy.folder());
    spec.commandLine().getOut().flush();
    return ExitCodes.DONE;
  }
}
