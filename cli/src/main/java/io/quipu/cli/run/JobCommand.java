package io.quipu.cli.run;

import io.quipu.cli.ExitCodes;
import io.quipu.cli.Interrupt;
import io.quipu.cli.Progress;
import io.quipu.cli.StoppedException;
import io.quipu.cli.UsageException;
import io.quipu.pipeline.options.JobKind;
import io.quipu.runners.spi.JobLauncher;
import io.quipu.runners.spi.RunningJob;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
          "The runner of the job: flink (in this process, or a cluster by --flinkMaster), direct"
              + " (Beam's runner for tests and small files) or dataflow (default"
              + " ${DEFAULT-VALUE}).")
  private String runner = "";

  @Option(
      names = "--drain",
      description =
          "When stopped, write all state to Cassandra, so that a later job can continue without"
              + " it; with Kafka by --start-from=committed.")
  private boolean drain;

  @Unmatched private List<String> others = new ArrayList<>();

  private final JobKind kind;
  private final boolean backfill;

  /**
   * @param backfill whether the job is a batch pipeline
   */
  JobCommand(JobKind kind, boolean backfill) {
    this.kind = kind;
    this.backfill = backfill;
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
    if (drain && others.contains("--source=files")) {
      throw new UsageException(
          "--drain is for Kafka; a run over files is drained at its end. Leave --drain out.");
    }
    others.add("--runner=" + runner);
    others.add("--job=" + kind);
    if (backfill) {
      others.add("--batch=true");
      if (others.stream().noneMatch(option -> option.startsWith("--source="))) {
        others.add("--source=files");
      }
    }
    try (Interrupt interrupt = Interrupt.handle();
        RunningJob job = start(interrupt, progress)) {
      if (job.template().isPresent()) {
        out.println(job.template().get());
        out.flush();
        return ExitCodes.DONE;
      }
      progress.accept(
          job.isBounded()
              ? "Counting ..."
              : "Counting what comes; Ctrl-C "
                  + (job.outlivesProcess() ? "leaves the job running ..." : "stops the job ..."));
      ServiceManager manager = ServiceManager.ofThisProcess();
      manager.ready();
      boolean ended = watch(job, interrupt, progress, manager);
      manager.stopping();
      if (!ended && drain) {
        progress.accept("Draining ...");
        job.drain();
        ended = true;
      }
      out.print(RunSummary.of(job.figures(), job.age()));
      out.flush();
      if (!ended) {
        throw new StoppedException(interrupt, whatIsLeft(job));
      }
      return ExitCodes.DONE;
    }
  }

  private RunningJob start(Interrupt interrupt, Progress progress) throws Exception {
    try {
      return new JobLauncher(progress).start(others);
    } catch (InterruptedException e) {
      throw interrupt.isRequested()
          ? new StoppedException(interrupt, "Stopped before the job started; nothing was counted.")
          : e;
    }
  }

  /** What a stopped run has not done, and how to continue. */
  private static String whatIsLeft(RunningJob job) {
    if (job.outlivesProcess()) {
      return "Stopped watching. The job continues; cancel it with the runner's own page or command.";
    }
    return job.isBounded()
        ? "Stopped before the end of the input: Cassandra has a part of the counts. Run the same"
            + " command again; it counts each event once."
        : "Stopped. Run the same command again to continue: a job with checkpoints continues from its"
            + " latest one, and counts the events after it.";
  }

  /** Watches the job until its end, and returns true; false if a signal came before. */
  private static boolean watch(
      RunningJob job, Interrupt interrupt, Progress progress, ServiceManager manager)
      throws InterruptedException {
    String trouble = "";
    try {
      for (int changes = 1; !job.awaitEnd(CHANGE_EVERY); changes++) {
        trouble = tellTrouble(job, trouble, progress);
        // Reading the figures takes CPU time from the job, so it is done only when they are shown.
        boolean due = changes % LINE_EVERY_CHANGES == 0;
        if (progress.isTerminal()) {
          progress.change(line(job));
        } else if (due) {
          progress.accept(line(job));
        }
        if (due && manager.isThere()) {
          manager.moved(job.movement(), line(job));
        }
      }
    } catch (InterruptedException e) {
      if (!interrupt.isRequested()) {
        throw e;
      }
      return false;
    }
    return true;
  }

  private static String line(RunningJob job) throws InterruptedException {
    Optional<String> batch = job.batchProgress();
    return batch.isPresent()
        ? RunSummary.line(batch.get(), job.age())
        : RunSummary.line(job.figures(), job.age(), job.isBounded());
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
