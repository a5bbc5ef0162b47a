package io.quipu.cli.profile;

import com.sun.tools.attach.VirtualMachineDescriptor;
import io.quipu.cli.CommandException;
import io.quipu.cli.ExitCodes;
import io.quipu.cli.Progress;
import io.quipu.pipeline.options.DurationOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quipu profile}: shows where a running job spends its time. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description =
        "Records which code a running job executes, and writes a page with a flame graph. The job goes"
            + " on; it costs about 1%% of its CPU time.")
public final class ProfileCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "The process; by default the only job or task manager on this machine.")
  private @Nullable Long pid;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long to record (default ${DEFAULT-VALUE}).")
  private String time = "";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "profile.html",
      description = "The page (default ${DEFAULT-VALUE}).")
  private Path output = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration duration = DurationOption.parse("time", time);
    long process = pid == null ? theOnlyJob() : pid;
    Path recording = Files.createTempFile("quipu-profile", ".jfr");
    try {
      new Progress(spec.commandLine().getErr())
          .accept("Recording the process %d for %s ...".formatted(process, time));
      Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      RunningJvm.record(process, duration, recording);
      StackTree tree = Recording.read(recording);
      Files.writeString(
          output,
          FlameGraph.page(tree, "Quipu: process %d, %s from %s".formatted(process, time, begin)));
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%,d samples; open %s in a browser.%n",
              tree.samples(),
              output.toAbsolutePath());
      spec.commandLine().getOut().flush();
      return ExitCodes.DONE;
    } finally {
      Files.deleteIfExists(recording);
    }
  }

  private static long theOnlyJob() {
    List<VirtualMachineDescriptor> jobs = RunningJvm.jobs();
    if (jobs.size() == 1) {
      return Long.parseLong(jobs.get(0).id());
    }
    throw new CommandException(
        jobs.isEmpty()
            ? "No job of this user runs on this machine; start one, or give --pid."
            : "Several jobs run on this machine; give --pid. They are: "
                + jobs.stream()
                    .map(jvm -> jvm.id() + " (" + jvm.displayName().replaceFirst(" --.*", "") + ")")
                    .collect(Collectors.joining(", "))
                + ".");
  }
}
