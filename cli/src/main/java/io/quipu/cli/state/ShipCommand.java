package io.quipu.cli.state;

import io.quipu.cli.CommandException;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Interrupt;
import io.quipu.cli.Progress;
import io.quipu.pipeline.options.DurationOption;
import io.quipu.runners.flink.shipping.StateCopies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu state ship}: copies the last checkpoint to another place. */
@Command(
    name = "ship",
    mixinStandardHelpOptions = true,
    description =
        "Copies the last checkpoint of a job to another place, also while the job runs. Only files that"
            + " are not there yet are copied.")
public final class ShipCommand implements Callable<Integer> {
  private static final double MIB = 1 << 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--state-folder",
      required = true,
      paramLabel = "FOLDER",
      description = "The state folder of the job.")
  private Path folder = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PLACE",
      description =
          "Where the copy goes: a folder for the copies of this job alone, or a URI such as"
              + " gs://BUCKET/PATH.")
  private String place = "";

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "Copy again and again with this pause, such as 1m, until Ctrl-C.")
  private @Nullable String every;

  @Override
  public Integer call() {
    StateCopies copies = new StateCopies(place);
    String pause = every;
    if (pause == null) {
      shipOnce(copies);
      return ExitCodes.DONE;
    }
    Duration wait = DurationOption.parse("every", pause);
    Progress progress = new Progress(spec.commandLine().getErr());
    try (Interrupt interrupt = Interrupt.handle()) {
      interrupt.tellOnly();
      while (!interrupt.isRequested()) {
        shipOnce(copies, progress);
        interrupt.await(wait);
      }
    }
    return ExitCodes.DONE;
  }

  private void shipOnce(StateCopies copies) {
    try {
      tell(copies.ship(folder).orElseThrow(() -> new CommandException(nothing())));
    } catch (IOException e) {
      throw new CommandException(
          "The state cannot be shipped to %s (%s). Check the place, its rights and its free space."
              .formatted(place, e.getMessage()),
          e);
    }
  }

  /** What fails now may succeed the next time; the copy that is there stays. */
  private void shipOnce(StateCopies copies, Progress progress) {
    try {
      Optional<StateCopies.Copy> copy = copies.ship(folder);
      if (copy.isEmpty()) {
        progress.accept(nothing());
      } else {
        tell(copy.get());
      }
    } catch (IOException e) {
      progress.accept(
          "The copy failed (%s). The last copy stays; trying again in %s.".formatted(e, every));
    }
  }

  private String nothing() {
    return "There is no checkpoint in %s yet; check the folder, or wait for the job's first checkpoint."
        .formatted(folder);
  }

  private void tell(StateCopies.Copy copy) {
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: shipped %s to %s: %,d files, of which %,d were copied (%.1f MiB).%n",
            copy.shipped(),
            copy.checkpoint(),
            place,
            copy.files(),
            copy.copied(),
            copy.bytes() / MIB);
    spec.commandLine().getOut().flush();
  }
}
