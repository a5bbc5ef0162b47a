package io.quipu.pipeline;

import io.quipu.io.cassandra.NoteRunEnd;
import io.quipu.io.deadletters.HoldUntilDurable;
import io.quipu.io.kafka.ReaderThreadOptions;
import io.quipu.io.kafka.firings.WriteFirings;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Changes;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.state.Shard;
import io.quipu.model.trigger.Firing;
import io.quipu.model.trigger.Triggers;
import io.quipu.pipeline.options.Delivery;
import io.quipu.pipeline.options.JobKind;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.pipeline.options.TriggersDelivery;
import io.quipu.pipeline.start.PreparedJob;
import io.quipu.store.jobs.RunScope;
import io.quipu.store.pages.PagesTable;
import io.quipu.transforms.combine.SumIncrements;
import io.quipu.transforms.fanout.KeepCustomers;
import io.quipu.transforms.hydrate.HydrateEvents;
import io.quipu.transforms.limit.LimitValuesInBatch;
import io.quipu.transforms.parse.ParseEvents;
import io.quipu.transforms.progress.NoteLateness;
import io.quipu.transforms.progress.NoteLetters;
import io.quipu.transforms.progress.NotePositions;
import io.quipu.transforms.progress.ReadOutputs;
import io.quipu.transforms.totals.RollUp;
import io.quipu.transforms.totals.TotalsInBatch;
import io.quipu.transforms.unique.CheckUniquenessInBatch;
import io.quipu.transforms.unique.CountEveryEvent;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.POutput;

/**
 * From records to counts in Cassandra: for companies, with their different customers, or for each
 * customer. {@link #build} is its table of contents. It has two endings, which share all but the
 * state: one for a live job, and one for a backfill.
 */
public final class CountingPipeline {
  private final PreparedJob job;
  private final JobSpec spec;
  private final Catalog catalog;
  private final RunnerTraits traits;
  private final JobStages stages;

  private CountingPipeline(PreparedJob job, RunnerTraits traits) {
    this.job = job;
    this.spec = job.spec();
    this.catalog = job.catalog();
    this.traits = traits;
    this.stages = new JobStages(job, traits);
  }

  /** Returns the pipeline of a job, for a runner with these traits. */
  public static CountingPipeline of(PreparedJob job, RunnerTraits traits) {
    return new CountingPipeline(job, traits);
  }

  /** Creates a pipeline with the options of the job and all stages. */
  public Pipeline create() {
    Pipeline pipeline = Pipeline.create(spec.options());
    build(pipeline);
    return pipeline;
  }

  /** Adds all stages to a pipeline. */
  public void build(Pipeline pipeline) {
    pipeline
        .getOptions()
        .as(ReaderThreadOptions.class)
        .setReadersShareThread(traits.readersShareThread());
    PCollectionTuple read = pipeline.apply("Read", job.read());
    PCollectionTuple parsed = read.get(ReadOutputs.RECORDS).apply("Parse", ParseEvents.of(catalog));
    PCollectionTuple hydrated =
        parsed.get(ParseEvents.EVENTS).apply("Hydrate", stages.hydrateEvents());

    PCollection<Event> events = hydrated.get(HydrateEvents.EVENTS);
    PCollection<DeadLetter> deadLetters =
        PCollectionList.of(parsed.get(ParseEvents.DEAD_LETTERS))
            .and(hydrated.get(HydrateEvents.DEAD_LETTERS))
            .apply("DeadLetters", Flatten.pCollections());
    PCollection<Void> notedLetters = noteLetters(deadLetters, read);
    if (spec.batch()) {
      noteEnd(countBatch(events).and(notedLetters), writeDeadLetters(deadLetters));
    } else {
      PCollection<Void> written = countLive(events);
      writeDeadLetters(
          holdsDecisions()
              ? deadLetters.apply("HoldUntilDurable", HoldUntilDurable.create())
              : deadLetters);
      noteProgress(read, parsed, List.of(written, notedLetters));
    }
  }

  /** Notes for readers how many dead letters wait. */
  private PCollection<Void> noteLetters(
      PCollection<DeadLetter> deadLetters, PCollectionTuple read) {
    NoteLetters noted =
        NoteLetters.of(stages.notes(), spec.input() instanceof JobSpec.Input.Topics);
    NoteLetters letters = spec.batch() ? noted.inBatch() : noted;
    return deadLetters.apply(
        "NoteLetters",
        read.has(ReadOutputs.REPLAYED)
            ? letters.withReplays(read.get(ReadOutputs.REPLAYED))
            : letters);
  }

  /**
   * Notes for readers how far the job is, and how late events come. A job whose numbers a failure
   * can make wrong does not say how far it is.
   */
  private void noteProgress(
      PCollectionTuple read, PCollectionTuple parsed, List<PCollection<?>> written) {
    if (!read.has(ReadOutputs.POSITIONS)) {
      return;
    }
    parsed.get(ParseEvents.LATENESS).apply("NoteLateness", NoteLateness.of(stages.notes()));
    if (spec.exactness() != RunScope.Exactness.APPROXIMATE) {
      read.get(ReadOutputs.POSITIONS)
          .apply("NotePositions", NotePositions.of(stages.notes(), written));
    }
  }

  private POutput writeDeadLetters(PCollection<DeadLetter> deadLetters) {
    return deadLetters.apply("WriteDeadLetters", job.writeDeadLetters());
  }

  /**
   * Notes that a batch has ended. The process that started it cannot, because the batch may outlive
   * it.
   */
  @SuppressWarnings("unchecked") // The dead letters of a batch go to files.
  private void noteEnd(PCollectionList<Void> written, POutput deadLetters) {
    if (!job.isEmpty()) {
      written
          .and((PCollection<Void>) deadLetters)
          .apply(
              "NoteRunEnd",
              new NoteRunEnd(spec.cassandra(), spec.kind().runs(), job.run().incarnation()));
    }
  }

  /** Stages 4 to 8 of a live job: with state, and with rows that change. */
  private PCollection<Void> countLive(PCollection<Event> events) {
    PCollection<CheckedEvent> checked =
        check(limits() ? events.apply("LimitValues", stages.limitValues()) : events);
    PCollection<KV<Shard, IncrementBatch>> increments =
        withHistories(checked, stages.countSequences(), stages.countDayGaps())
            .apply("CombineInFixedWindows", stages.combineInFixedWindows());
    return switch (spec.countMode()) {
      case FINAL -> {
        PCollection<CountRow> rows =
            increments.apply("AccumulateTotals", stages.accumulateTotals());
        Changes changes = job.changes();
        if (changes != null) {
          rows.apply("WriteChanges", stages.writeChanges(changes));
        }
        Triggers triggers = job.triggers();
        if (triggers != null) {
          fireTriggers(rows, triggers.topic());
        }
        yield rows.apply("WriteCounts", stages.writeCounts());
      }
      case INCREMENTS ->
          increments
              .apply("RollUp", RollUp.of(catalog.timeZones()))
              .apply("WriteIncrements", stages.writeIncrements());
    };
  }

  /** Tells others what the rows mean. */
  private void fireTriggers(PCollection<CountRow> rows, String topic) {
    PCollection<Firing> firings = rows.apply("FireTriggers", stages.fireTriggers());
    (holdsDecisions() && spec.triggersDelivery() == TriggersDelivery.DURABLE
            ? firings.apply("HoldFirings", HoldUntilDurable.create())
            : firings)
        .apply("WriteFirings", WriteFirings.of(spec.kafka(), topic));
  }

  /** Stages 4 to 8 of a backfill: without state, and with each row once. */
  private PCollectionList<Void> countBatch(PCollection<Event> events) {
    if (!limits()) {
      return PCollectionList.of(countLimited(events));
    }
    PCollectionTuple limited = events.apply("LimitValues", stages.limitValuesInBatch());
    return PCollectionList.of(countLimited(limited.get(LimitValuesInBatch.EVENTS)))
        .and(limited.get(LimitValuesInBatch.STORED));
  }

  private PCollection<Void> countLimited(PCollection<Event> events) {
    PCollection<CheckedEvent> checked = checkBatch(events);
    return withHistories(checked, stages.countSequencesInBatch(), stages.countDayGapsInBatch())
        .apply("SumIncrements", SumIncrements.create())
        .apply(
            "TotalsInBatch",
            TotalsInBatch.of(catalog.timeZones())
                .storingPages(stages.spill(stages.totalsPages()))
                .ownedBy(job.owner()))
        .apply("WriteCounts", stages.writeCounts());
  }

  /** The rows of a customer are few, so they keep all values. */
  private boolean limits() {
    return spec.kind() == JobKind.STATISTIC && !catalog.limits().isEmpty();
  }

  /** Stage 5, and beside it what the catalog wants from the histories of customers. */
  private PCollection<KV<Shard, IncrementBatch>> withHistories(
      PCollection<CheckedEvent> events,
      PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> sequences,
      PTransform<PCollection<CheckedEvent>, PCollection<KV<Shard, IncrementBatch>>> dayGaps) {
    PCollectionList<KV<Shard, IncrementBatch>> all =
        PCollectionList.of(events.apply("FanOut", stages.fanOut()));
    boolean ofCompanies = spec.kind() == JobKind.STATISTIC;
    if (ofCompanies && !catalog.sequences().isEmpty()) {
      all = all.and(events.apply("CountSequences", sequences));
    }
    if (ofCompanies && !catalog.rangeStatistics().isEmpty()) {
      all = all.and(events.apply("CountDayGaps", dayGaps));
    }
    return all.size() == 1 ? all.get(0) : all.apply("WithHistories", Flatten.pCollections());
  }

  /** Drops events that must not be counted, and finds out which customers are new. */
  private PCollection<CheckedEvent> check(PCollection<Event> events) {
    if (spec.kind() == JobKind.STATISTIC) {
      return events.apply("CheckUniqueness", stages.checkUniqueness(PagesTable.Kind.UNIQUENESS));
    }
    PCollection<Event> ofCustomers = events.apply("KeepCustomers", KeepCustomers.create());
    return catalog.event().id() == null
        ? ofCustomers.apply("CountEveryEvent", CountEveryEvent.create())
        : ofCustomers.apply(
            "CheckIds", stages.checkUniqueness(PagesTable.Kind.CUSTOMER_IDS).withoutUniqueness());
  }

  /** The same without state. */
  private PCollection<CheckedEvent> checkBatch(PCollection<Event> events) {
    CheckUniquenessInBatch check = CheckUniquenessInBatch.of(spec.shards());
    if (spec.kind() == JobKind.STATISTIC) {
      return events.apply(
          "CheckUniqueness", check.storingPages(stages.spill(PagesTable.Kind.UNIQUENESS)));
    }
    PCollection<Event> ofCustomers = events.apply("KeepCustomers", KeepCustomers.create());
    return catalog.event().id() == null
        ? ofCustomers.apply("CountEveryEvent", CountEveryEvent.create())
        : ofCustomers.apply(
            "CheckIds",
            check.storingPages(stages.spill(PagesTable.Kind.CUSTOMER_IDS)).withoutUniqueness());
  }

  /** Returns whether what others see must wait until a checkpoint has it. */
  private boolean holdsDecisions() {
    return !spec.isBounded()
        && spec.delivery() == Delivery.EXACTLY_ONCE
        && traits.holdsUntilCheckpoint();
  }
}
