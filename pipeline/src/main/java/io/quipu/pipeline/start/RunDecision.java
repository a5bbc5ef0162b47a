package io.quipu.pipeline.start;

import io.quipu.io.StartupException;
import io.quipu.io.kafka.start.StartFrom;
import io.quipu.model.state.Generations;
import io.quipu.pipeline.options.Delivery;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunSetup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a start fits the contents of a keyspace: it continues the job's last run, or begins a
 * run that bootstraps from earlier runs. It refuses a start that would make numbers wrong.
 */
final class RunDecision {
  /** An event is at most a day ahead, and its company's clock less than another day. */
  private static final Duration AHEAD = Duration.ofDays(2);

  private final JobSpec spec;
  private final RunHistory history;
  private final SetupCheck check;
  private final List<JobRun> runs;
  private final List<JobRun> latest;

  RunDecision(JobSpec spec, RunHistory history, RunSetup setup) {
    this.spec = spec;
    this.history = history;
    this.check = new SetupCheck(setup, history);
    this.runs = history.runs();
    this.latest = latestOfEachJob(runs);
  }

  /** The runs of the keyspace, the latest first. */
  List<JobRun> runs() {
    return runs;
  }

  /** The last run of this job, whether it has ended or not. */
  Optional<JobRun> lastRun() {
    return latest.stream().filter(run -> run.job().equals(spec.jobName())).findFirst();
  }

  /**
   * The last run of this job, if it has not ended and began at the same place.
   *
   * @param start where this start begins to read: a hash or a name
   */
  Optional<JobRun> lastRunFrom(String start) {
    return lastRun().filter(run -> !run.hasEnded() && run.start().equals(start));
  }

  /**
   * Continues a run.
   *
   * @throws StartupException if the run's state does not fit to this start
   */
  JobRun resume(JobRun run) {
    // A batch begins each time from nothing, so only the rows must fit.
    if (spec.batch()) {
      check.requireSameZones(run);
    } else {
      check.requireFits(run);
    }
    return run.continuedWith(check.setup());
  }

  /**
   * Begins a run that bootstraps from earlier runs.
   *
   * @param start where it begins to read: a hash or a name
   * @throws StartupException if it does not fit the contents of the keyspace
   */
  JobRun begin(String start) {
    return begin(start, Map.of());
  }

  /** The same for a job that reads topics. */
  JobRun begin(String start, Map<String, JobRun.Topic> topics) {
    latest.forEach(check::requireSameZones);
    return new JobRun(
        Generations.next(Clock.systemUTC(), 0, runs.stream().map(JobRun::incarnation).toList()),
        spec.jobName(),
        start,
        bootstrapBefore(),
        Instant.now(),
        topics,
        check.setup(),
        null);
  }

  private @Nullable YearMonth bootstrapBefore() {
    YearMonth given = spec.bootstrapBefore();
    if (given != null) {
      // Nobody but such a run itself can complete its counts, so they would stay a part.
      requireEnded(
          run ->
              JobSpec.isOfFiles(run.job())
                  || JobSpec.isMigration(run.job())
                  || TopicBatch.isRun(run));
    }
    if (given != null || spec.delivery() == Delivery.AT_MOST_ONCE) {
      return given;
    }
    if (runs.isEmpty()) {
      requireNoCounts();
      return null;
    }
    requireEnded(run -> true);
    requireNotReadAgain();
    return YearMonth.from(Instant.now().plus(AHEAD).atZone(ZoneOffset.UTC)).plusMonths(1);
  }

  private void requireNoCounts() {
    if (history.hasCounts()) {
      throw new StartupException(
          ("The keyspace '%s' holds counts, but nothing says which run wrote them. To add to them,"
                  + " give --bootstrap-before=MONTH, the first month for which it has no counts. To"
                  + " count anew, name another --keyspace.")
              .formatted(spec.cassandra().keyspace()));
    }
  }

  private void requireEnded(Predicate<JobRun> which) {
    latest.stream()
        .filter(which)
        .filter(run -> !run.hasEnded())
        .findFirst()
        .ifPresent(
            run -> {
              throw new StartupException(unfinished(run));
            });
  }

  private String unfinished(JobRun run) {
    if (JobSpec.isMigration(run.job())) {
      return ("The migration from '%s', which began at %s, has not ended. Run ./quipu"
              + " migrate again with the same options first.")
          .formatted(JobSpec.inputOf(run.job()), run.startedText());
    }
    if (TopicBatch.isRun(run)) {
      return ("The backfill of the consumer group '%s', which began at %s, has not ended, so the"
              + " keyspace '%s' holds a part of its counts. Run it again with the same options; it"
              + " counts each record once. If Kafka has deleted records since, count everything into"
              + " another --keyspace.")
          .formatted(JobSpec.inputOf(run.job()), run.startedText(), spec.cassandra().keyspace());
    }
    if (JobSpec.isTail(run.job())) {
      return unfinishedTail(run);
    }
    return JobSpec.isOfFiles(run.job()) ? unfinishedFiles(run) : unfinishedTopics(run);
  }

  private String unfinishedTail(JobRun run) {
    return ("The job that reads '%s' while it is written began at %s and writes into the keyspace"
            + " '%s', and its end is not known. Continue it from its state, with the same --input and"
            + " --state-folder; a copy of its state does, too (./quipu state fetch). Or drain it with"
            + " --drain, and then start this one. If its state is lost, count everything again into"
            + " another --keyspace.")
        .formatted(JobSpec.inputOf(run.job()), run.startedText(), spec.cassandra().keyspace());
  }

  private String unfinishedFiles(JobRun run) {
    return ("The run over %s, which began at %s, has not ended, so the keyspace '%s' holds a part of"
            + " its counts. Run it again with the same files first; it then counts each event once."
            + " Or count everything again into another --keyspace.")
        .formatted(JobSpec.inputOf(run.job()), run.startedText(), spec.cassandra().keyspace());
  }

  private String unfinishedTopics(JobRun run) {
    return ("The job of the consumer group '%s', which began at %s, writes into the keyspace '%s',"
            + " and its end is not known. Continue from its state, or drain it with --drain. If it was"
            + " drained on a cluster, give --start-from=committed and --bootstrap-before=MONTH. If"
            + " its state is lost, the same two options count again what it wrote after its last"
            + " checkpoint; or count everything again into another --keyspace.")
        .formatted(JobSpec.inputOf(run.job()), run.startedText(), spec.cassandra().keyspace());
  }

  /** A group that has counted its topics would count them twice from an earlier place. */
  private void requireNotReadAgain() {
    if (spec.input() instanceof JobSpec.Input.Topics topics
        && topics.start() instanceof StartFrom.Earliest) {
      lastRun()
          .ifPresent(
              run -> {
                throw new StartupException(
                    ("The consumer group '%s' has counted into the keyspace '%s' until %s; from the"
                            + " earliest record, events would count twice. Give"
                            + " --start-from=committed to continue, or count everything again into"
                            + " another --keyspace.")
                        .formatted(
                            spec.consumerGroup(), spec.cassandra().keyspace(), run.endedText()));
              });
    }
  }

  private static List<JobRun> latestOfEachJob(List<JobRun> runs) {
    Set<String> seen = new HashSet<>();
    List<JobRun> latest = new ArrayList<>();
    for (JobRun run : runs) {
      if (seen.add(run.job())) {
        latest.add(run);
      }
    }
    return latest;
  }
}
