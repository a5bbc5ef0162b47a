package io.quipu.cli.run;

import io.quipu.cli.Interrupt;
import io.quipu.cli.Progress;
import io.quipu.pipeline.JobKind;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The base of the commands that run a job: starts it, shows its progress, and prints a summary. */
@Command(
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Every option of Beam and of the runner passes through, such as --parallelism=4 or"
          + " --flinkMaster=HOST:PORT, which runs the job on that cluster, not in this process."
    })
abstract class JobCommand implements Callable<Integer> {
  private static final Duration CHANGE_EVERY = Duration.ofSeconds(1);
  private static final int LINE_EVERY_CHANGES = 10;

  /** The section of the help with the job's own options, which Beam parses. */
  private static final String JOB_OPTIONS = "jobOptions";

  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      defaultValue = "flink",
      description =
          "The runner of the job: flink (in this process, or a cluster by --flinkMaster), or"
              + " direct, Beam's runner for tests and small files (default ${DEFAULT-VALUE}).")
  private String runner = "";

  @Option(
      names = "--drain",
      description =
          "When stopped, write all state to Cassandra, so that a later job can continue without"
              + " it, by --bootstrap-before and --start-from=committed.")
  private boolean drain;

  @Unmatched private List<String> others = new ArrayList<>();

  private final JobKind kind;

  JobCommand(JobKind kind) {
    this.kind = kind;
  }

  @Spec
  void setSpec(CommandSpec given) {
    spec = given;
    UsageMessageSpec usage = spec.usageMessage();
    List<String> sections = new ArrayList<>(usage.sectionKeys());
    sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_OPTION_LIST) + 1, JOB_OPTIONS);
    usage.sectionKeys(sections);
    usage
        .sectionMap()
        .put(
            JOB_OPTIONS,
            help -> "%nThe job's own options:%n".formatted() + JobOptionsHelp.of(help.ansi()));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    progress.accept("Starting the job ...");
    others.add("--runner=" + runner);
    others.add("--job=" + kind);
    try (Interrupt interrupt = Interrupt.handle();
        RunningJob job = new JobLauncher(progress).start(others)) {
      progress.accept(
          job.isBounded()
              ? "Counting ..."
              : "Counting what comes; Ctrl-C "
                  + (job.outlivesProcess() ? "leaves the job running ..." : "stops the job ..."));
      watch(job, interrupt, progress);
      if (interrupt.isRequested()) {
        stop(job, progress);
      }
      out.print(RunSummary.of(job.figures(), job.age()));
      out.flush();
      return 0;
    }
  }

  private void stop(RunningJob job, Progress progress) throws InterruptedException {
    if (drain) {
      progress.accept("Draining ...");
      job.drain();
    } else {
      progress.accept(
          job.outlivesProcess()
              ? "The job goes on; Flink's web page or its command can cancel it."
              : "Stopping ...");
    }
  }

  private static void watch(RunningJob job, Interrupt interrupt, Progress progress)
      throws InterruptedException {
    String trouble = "";
    try {
      for (int changes = 1; !job.awaitEnd(CHANGE_EVERY); changes++) {
        trouble = tellTrouble(job, trouble, progress);
        // Reading the figures takes CPU time from the job, so it is done only when they are shown.
        if (progress.isTerminal()) {
          progress.change(RunSummary.line(job.figures(), job.age()));
        } else if (changes % LINE_EVERY_CHANGES == 0) {
          progress.accept(RunSummary.line(job.figures(), job.age()));
        }
      }
    } catch (InterruptedException e) {
      if (!interrupt.isRequested()) {
        throw e;
      }
    }
  }

  private static String tellTrouble(RunningJob job, String before, Progress progress)
      throws InterruptedException {
    String latest = job.trouble().orElse(before);
    if (!latest.equals(before)) {
      progress.accept(latest);
    }
    return latest;
  }
}
