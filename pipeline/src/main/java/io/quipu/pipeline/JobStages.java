package io.quipu.pipeline;

import io.quipu.io.cassandra.CassandraJournal;
import io.quipu.io.cassandra.CassandraPages;
import io.quipu.io.cassandra.CassandraProgress;
import io.quipu.io.cassandra.CassandraTotals;
import io.quipu.io.cassandra.WriteCounts;
import io.quipu.io.cassandra.WriteIncrements;
import io.quipu.io.kafka.changes.WriteChanges;
import io.quipu.io.lookups.LookupSource;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.Changes;
import io.quipu.model.counter.CountRow;
import io.quipu.model.range.Period;
import io.quipu.model.sequence.SequenceDefinition;
import io.quipu.pipeline.options.Delivery;
import io.quipu.pipeline.options.JobKind;
import io.quipu.pipeline.options.JobSpec;
import io.quipu.pipeline.start.PreparedJob;
import io.quipu.pipeline.triggers.WatchedTriggers;
import io.quipu.store.pages.PagesTable;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.fanout.FanOut;
import io.quipu.transforms.history.HistorySettings;
import io.quipu.transforms.hydrate.HydrateEvents;
import io.quipu.transforms.limit.LimitValues;
import io.quipu.transforms.limit.LimitValuesInBatch;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.progress.ProgressNotes;
import io.quipu.transforms.range.CountDayGaps;
import io.quipu.transforms.range.CountDayGapsInBatch;
import io.quipu.transforms.sequence.CountSequences;
import io.quipu.transforms.sequence.CountSequencesInBatch;
import io.quipu.transforms.totals.AccumulateTotals;
import io.quipu.transforms.trigger.FireTriggers;
import io.quipu.transforms.unique.CheckUniqueness;
import java.time.Duration;
import java.time.YearMonth;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/** The stages of a job, with the settings that its catalog and options give them. */
final class JobStages {
  /** No month is before it: for jobs without counts of an earlier job. */
  private static final YearMonth NOTHING_STORED = YearMonth.of(1, 1);

  private final PreparedJob job;
  private final JobSpec spec;
  private final Catalog catalog;
  private final RunnerTraits traits;

  JobStages(PreparedJob job, RunnerTraits traits) {
    this.job = job;
    this.spec = job.spec();
    this.catalog = job.catalog();
    this.traits = traits;
  }

  HydrateEvents hydrateEvents() {
    return HydrateEvents.of(
        catalog.lookupTables(),
        catalog.hydratedDimensions(),
        LookupSource.filesAndCassandra(spec.cassandra()));
  }

  LimitValues limitValues() {
    return LimitValues.of(catalog.limits())
        .withRetention(joda(spec.retention()))
        .withShards(spec.shards())
        .withSpill(spill(PagesTable.Kind.ADMITTED_VALUES))
        .withKeyAffinity(traits.keyAffinity())
        .withShardPlacement(traits.shardPlacement());
  }

  LimitValuesInBatch limitValuesInBatch() {
    return LimitValuesInBatch.of(catalog.limits(), spill(PagesTable.Kind.ADMITTED_VALUES));
  }

  CheckUniqueness checkUniqueness(PagesTable.Kind pages) {
    return CheckUniqueness.create()
        .withRetention(joda(spec.retention()))
        .withShards(spec.shards())
        .withSpill(spill(pages))
        .withKeyAffinity(traits.keyAffinity())
        .withShardPlacement(traits.shardPlacement());
  }

  CountSequences countSequences() {
    return CountSequences.of(catalog.sequences(), catalog.timeZones(), sequenceSettings());
  }

  CountSequencesInBatch countSequencesInBatch() {
    return CountSequencesInBatch.of(catalog.sequences(), catalog.timeZones(), sequenceSettings());
  }

  CountDayGaps countDayGaps() {
    return CountDayGaps.of(catalog.rangeStatistics(), daySettings());
  }

  CountDayGapsInBatch countDayGapsInBatch() {
    return CountDayGapsInBatch.of(catalog.rangeStatistics(), daySettings());
  }

  private HistorySettings sequenceSettings() {
    return histories(PagesTable.Kind.SEQUENCES, monthsAheadOfSequences());
  }

  private HistorySettings daySettings() {
    return histories(PagesTable.Kind.CUSTOMER_DAYS, Period.MONTHS_AHEAD);
  }

  private HistorySettings histories(PagesTable.Kind pages, int monthsAhead) {
    return HistorySettings.ofShards(spec.shards())
        .withRetention(joda(spec.retention()))
        .withSpill(spill(pages, monthsAhead))
        .withKeyAffinity(traits.keyAffinity())
        .withShardPlacement(traits.shardPlacement());
  }

  FanOut fanOut() {
    FanOut fanOut =
        FanOut.create().withShards(spec.shards()).withShardPlacement(traits.shardPlacement());
    return spec.kind() == JobKind.CUSTOMER ? fanOut.byCustomer() : fanOut;
  }

  CombineInFixedWindows combineInFixedWindows() {
    return CombineInFixedWindows.of(joda(spec.window()))
        .withKeyAffinity(traits.keyAffinity())
        .withShardPlacement(traits.shardPlacement());
  }

  WriteChanges writeChanges(Changes changes) {
    return WriteChanges.of(spec.kafka(), changes).withRetention(joda(spec.retention()));
  }

  FireTriggers fireTriggers() {
    return FireTriggers.of(new WatchedTriggers(catalog), catalog.timeZones())
        .withStoredTotals(new CassandraTotals(spec.cassandra(), catalog.timeZones()));
  }

  AccumulateTotals accumulateTotals() {
    CassandraTotals stored = new CassandraTotals(spec.cassandra(), catalog.timeZones());
    AccumulateTotals totals =
        AccumulateTotals.of(catalog.timeZones())
            .withKeyAffinity(traits.keyAffinity())
            .ownedBy(job.owner());
    if (spec.delivery() == Delivery.AT_MOST_ONCE) {
      return totals.alwaysFrom(stored, joda(spec.retention()), spec.shards());
    }
    AccumulateTotals withState =
        totals.withStoredTotals(
            stored, spill(totalsPages()), joda(spec.retention()), spec.shards());
    // An empty job writes nothing, and is no run that could own shards.
    return traits.restoresCheckpoints() && !job.isEmpty()
        ? withState.withJournal(
            new CassandraJournal(spec.cassandra(), spec.kind().runs(), job.run().incarnation()))
        : withState;
  }

  PagesTable.Kind totalsPages() {
    return spec.kind() == JobKind.CUSTOMER
        ? PagesTable.Kind.CUSTOMER_TOTALS
        : PagesTable.Kind.TOTALS;
  }

  PageSpill spill(PagesTable.Kind kind) {
    return spill(kind, 0);
  }

  /**
   * @param monthsAhead how many months the month of a page can be after that of an event in it
   */
  private PageSpill spill(PagesTable.Kind kind, int monthsAhead) {
    YearMonth bootstrapBefore = job.run().bootstrapBefore();
    return PageSpill.to(
        new CassandraPages(spec.cassandra(), kind),
        bootstrapBefore == null ? NOTHING_STORED : bootstrapBefore.plusMonths(monthsAhead),
        job.run().incarnation());
  }

  private int monthsAheadOfSequences() {
    return catalog.sequences().stream().mapToInt(SequenceDefinition::monthsAhead).max().orElse(0);
  }

  PTransform<PCollection<CountRow>, PCollection<Void>> writeCounts() {
    PTransform<PCollection<CountRow>, PCollection<Void>> elsewhere = spec.rowsTo();
    return elsewhere != null ? elsewhere : writeToCassandra();
  }

  private WriteCounts writeToCassandra() {
    return WriteCounts.to(spec.cassandra())
        .withSlices(new CatalogSlices(catalog))
        .withTimeZones(catalog.timeZones());
  }

  WriteIncrements writeIncrements() {
    return WriteIncrements.to(spec.cassandra())
        .withSlices(new CatalogSlices(catalog))
        .withTimeZones(catalog.timeZones());
  }

  ProgressNotes notes() {
    return new CassandraProgress(spec.cassandra(), spec.kind().runs(), job.run().incarnation());
  }

  private static org.joda.time.Duration joda(Duration duration) {
    return org.joda.time.Duration.millis(duration.toMillis());
  }
}
