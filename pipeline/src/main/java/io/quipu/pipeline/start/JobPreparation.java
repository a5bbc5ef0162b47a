package io.quipu.pipeline.start;

import com.google.common.hash.Hashing;
import io.quipu.io.StartupException;
import io.quipu.io.files.ReadFiles;
import io.quipu.io.kafka.start.KafkaStart;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Changes;
import io.quipu.model.catalog.EventFields;
import io.quipu.model.trigger.Triggers;
import io.quipu.pipeline.catalog.CatalogException;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.pipeline.options.CountMode;
import io.quipu.pipeline.options.Delivery;
import io.quipu.pipeline.options.JobKind;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.store.jobs.JobRun;
import io.quipu.store.jobs.RunFile;
import io.quipu.store.jobs.RunHistory;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.session.TrustStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * Prepares a start: reads the catalog, creates the tables and the topic for dead letters, decides
 * how the start fits the contents of the keyspace, and notes the run.
 */
public final class JobPreparation {
  private static final Duration BEAT_PAUSE = Duration.ofSeconds(1);

  private final JobSpec spec;
  private final RunHistory.Source histories;
  private final Consumer<String> progress;

  /**
   * A preparation that notes the run in the job's own keyspace.
   *
   * @param progress takes a line about what takes long
   */
  public JobPreparation(JobSpec spec, Consumer<String> progress) {
    this(
        spec,
        () -> RunsTable.open(spec.cassandra(), spec.kind().runs(), spec.startupTimeout(), progress),
        progress);
  }

  JobPreparation(JobSpec spec, RunHistory.Source histories, Consumer<String> progress) {
    this.spec = spec;
    this.histories = histories;
    this.progress = progress;
  }

  /** What is read, by which run, and what is done when the run is noted. */
  private record Input(
      PTransform<PBegin, PCollectionTuple> read,
      JobRun run,
      List<RunFile> files,
      PreparedJob.End afterBegin) {}

  /**
   * Prepares a start.
   *
   * @throws CatalogException if the catalog has mistakes
   * @throws StartupException if something that the job needs is missing, or the start does not fit
   *     the contents of the keyspace
   * @throws IllegalArgumentException if a file of settings is wrong
   */
  public PreparedJob prepare(JobLife life) throws CatalogException, InterruptedException {
    FileSystems.setDefaultPipelineOptions(spec.options());
    Catalog catalog = CatalogFile.load(spec.catalogFile());
    requireCustomers(catalog);
    requireModesOfHistories(catalog);
    spec.cassandra().properties().trustStore().ifPresent(TrustStore::context);
    List<MatchResult.Metadata> matched =
        spec.input() instanceof JobSpec.Input.Files files
            ? new InputFiles(files.glob()).match()
            : List.of();
    try (RunHistory history = histories.open()) {
      new SecondStartGuard(history, BEAT_PAUSE, progress).require(spec.cassandra().keyspace());
      history.readersUse().ifPresent(this::tellReaders);
      RunDecision decision =
          new RunDecision(
              spec,
              history,
              SetupCheck.setup(
                  spec.shards(),
                  catalog.timeZones(),
                  spec.kind() == JobKind.CUSTOMER ? List.of() : catalog.sequences()));
      Input input = input(life, matched, history, decision);
      if (!isNothing(input)) {
        requireNothingStored(input.run());
      }
      OutputTopics outputs = new OutputTopics(spec, catalog);
      Changes changes = isNothing(input) ? null : outputs.changes();
      Triggers triggers = isNothing(input) ? null : outputs.triggers();
      return new PreparedJob(
          spec,
          catalog,
          input.read(),
          spec.deadLetters().write(spec.kafka(), spec.consumerGroup()),
          input.run(),
          isNothing(input) ? 0 : begin(history, input, catalog),
          isNothing(input),
          changes,
          triggers,
          () -> noteEnd(input));
    }
  }

  private void tellReaders(String other) {
    String own = spec.cassandra().keyspace();
    progress.accept(
        "The readers of '%s' were switched to '%s', so they do not see what this job counts. To undo it: ./quipu backfill apply --keyspace=%s --with=%s"
            .formatted(own, other, own, own));
  }

  /** Notes the run, and takes the number of the owner of its rows. */
  private long begin(RunHistory history, Input input, Catalog catalog) throws InterruptedException {
    new ScopeOfRun(spec, catalog, history).note(input.run());
    history.begin(input.run(), input.files());
    input.afterBegin().note();
    return history.takeOwner(input.run().incarnation());
  }

  private Input input(
      JobLife life, List<MatchResult.Metadata> matched, RunHistory history, RunDecision decision)
      throws InterruptedException {
    if (spec.input() instanceof JobSpec.Input.Topics topics) {
      return topics(topics, life, decision);
    }
    if (spec.input() instanceof JobSpec.Input.Tail tail) {
      TailStart start = new TailStart(spec, tail, history, progress);
      JobRun run = start.decide(life, decision);
      return new Input(start.read(run, decision).withPositions(), run, List.of(), () -> {});
    }
    return files((JobSpec.Input.Files) spec.input(), matched, history, decision);
  }

  private Input topics(JobSpec.Input.Topics topics, JobLife life, RunDecision decision)
      throws InterruptedException {
    if (spec.batch()) {
      TopicBatch batch = new TopicBatch(spec, topics, progress);
      JobRun run = batch.decide(decision);
      return new Input(new RecordsOnly(batch.read()), run, List.of(), batch::settle);
    }
    TopicStart start = new TopicStart(spec, topics, progress);
    JobRun run = start.decide(life, decision);
    return new Input(start.read().withPositions(), run, List.of(), () -> {});
  }

  private Input files(
      JobSpec.Input.Files input,
      List<MatchResult.Metadata> matched,
      RunHistory history,
      RunDecision decision) {
    Start start = new FileStart(input.countAgain(), history, decision, progress).decide(matched);
    List<MatchResult.Metadata> files = start.files().stream().map(InputFile::metadata).toList();
    return new Input(
        new RecordsOnly(ReadFiles.of(files)),
        start.run(),
        start.files().stream().map(InputFile::toRunFile).toList(),
        () -> {});
  }

  /** A batch writes each row once, with its final number, so no other run can be in it. */
  private void requireNothingStored(JobRun run) {
    if (spec.batch() && run.bootstrapBefore() != null) {
      throw new StartupException(
          ("The keyspace '%s' has counts of other runs, and a backfill does not add to them. Name"
                  + " another --keyspace, or add the files with ./quipu run.")
              .formatted(spec.cassandra().keyspace()));
    }
  }

  /** A run over files that were all counted before changes nothing. */
  private boolean isNothing(Input input) {
    return spec.input() instanceof JobSpec.Input.Files && input.files().isEmpty();
  }

  /** A batch notes its end itself, because it can outlive this process. */
  private void noteEnd(Input input) throws InterruptedException {
    if (spec.input() instanceof JobSpec.Input.Topics && !spec.isBounded()) {
      new KafkaStart(spec.kafka(), spec.startupTimeout(), progress)
          .commitRead(spec.consumerGroup());
    }
    if (!spec.batch() && !isNothing(input)) {
      try (RunHistory history = histories.open()) {
        if (spec.input() instanceof JobSpec.Input.Tail) {
          history.begin(input.run(), TailStart.end(input.run()));
        }
        history.end(input.run().incarnation());
      }
    }
  }

  private void requireCustomers(Catalog catalog) {
    EventFields fields = catalog.event();
    if (spec.kind() == JobKind.CUSTOMER && fields.customer() == null && fields.email() == null) {
      throw new StartupException(
          "The catalog "
              + spec.catalogFile()
              + " does not say which customer an event is of; add event.customer or event.email.");
    }
  }

  /** What follows from earlier events can fall, or needs events of long ago. */
  private void requireModesOfHistories(Catalog catalog) {
    String what =
        !catalog.sequences().isEmpty()
            ? "sequences"
            : !catalog.rangeStatistics().isEmpty()
                ? "range-uniques"
                : !catalog.limits().isEmpty() ? "limit" : null;
    if (what == null || spec.kind() == JobKind.CUSTOMER) {
      return;
    }
    if (spec.countMode() != CountMode.FINAL) {
      throw new StartupException(
          "The catalog has '%s', whose numbers can fall, and Cassandra only adds; leave out --count-mode, or '%s'."
              .formatted(what, what));
    }
    if (spec.delivery() == Delivery.AT_MOST_ONCE) {
      throw new StartupException(
          "The catalog has '%s', for which the job must know the events before a restart; give another --delivery than at-most-once, or leave out '%s'."
              .formatted(what, what));
    }
  }

  static String hash(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
