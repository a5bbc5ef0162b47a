package io.quipu.simulation.schedule;

import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.Event;
import io.quipu.model.state.Shard;
import io.quipu.model.trigger.TriggerDefinition;
import io.quipu.simulation.graph.Graph;
import io.quipu.simulation.graph.SimulatedRead;
import io.quipu.simulation.graph.SimulatedRunner;
import io.quipu.simulation.world.NoteFirings;
import io.quipu.simulation.world.SentEvent;
import io.quipu.simulation.world.SimulatedClock;
import io.quipu.simulation.world.SimulatedJournal;
import io.quipu.simulation.world.SimulatedLookups;
import io.quipu.simulation.world.SimulatedPages;
import io.quipu.simulation.world.SimulatedProgress;
import io.quipu.simulation.world.SimulatedTotals;
import io.quipu.simulation.world.WriteSimulatedRows;
import io.quipu.store.counts.RowVersion;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.fanout.FanOut;
import io.quipu.transforms.history.HistorySettings;
import io.quipu.transforms.hydrate.HydrateEvents;
import io.quipu.transforms.limit.LimitValues;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.progress.NotePositions;
import io.quipu.transforms.progress.ReadOutputs;
import io.quipu.transforms.sequence.CountSequences;
import io.quipu.transforms.totals.AccumulateTotals;
import io.quipu.transforms.trigger.FireTriggers;
import io.quipu.transforms.unique.CheckUniqueness;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.joda.time.Duration;

/** The pipelines of the simulated job: stages 3 to 7 are the product's. Each is built once. */
final class Graphs {
  private static final Duration WINDOW = Duration.standardSeconds(1);
  private static final Duration RETENTION = Duration.standardDays(1);
  private static final long CACHE_BYTES = 1 << 18;

  private static final List<TriggerDefinition> TRIGGERS =
      List.of(SentEvent.BUSY, SentEvent.POPULAR);

  private static final Map<Run, Graph> BUILT = new ConcurrentHashMap<>();

  /**
   * What differs from one start of the job to the next.
   *
   * @param shards how many shards each month has
   * @param incarnation the number of the run
   * @param bootstraps whether it takes over what earlier runs have stored
   * @param sequences whether it counts sequences
   * @param triggers whether triggers fire
   * @param limits whether it limits the values of a dimension
   * @param positions whether it notes how far it has counted
   */
  record Run(
      int shards,
      boolean keyAffinity,
      int incarnation,
      boolean bootstraps,
      boolean sequences,
      boolean triggers,
      boolean limits,
      boolean positions) {
    /** The same job in its next run, which bootstraps. */
    Run next(int number) {
      return new Run(shards, keyAffinity, number, true, sequences, triggers, limits, positions);
    }
  }

  private Graphs() {}

  static Graph of(Run run) {
    return BUILT.computeIfAbsent(run, Graphs::build);
  }

  private static Graph build(Run run) {
    Pipeline pipeline = SimulatedRunner.createPipeline();
    PCollectionTuple read =
        SourceItems.split(pipeline.apply("Read", SimulatedRead.of(SourceItems.coder())));
    PCollection<Event> events =
        read.get(SourceItems.EVENTS).apply("Hydrate", hydrateEvents()).get(HydrateEvents.EVENTS);
    PCollection<CheckedEvent> checked =
        (run.limits() ? events.apply("LimitValues", limitValues(run)) : events)
            .apply(
                "CheckUniqueness",
                CheckUniqueness.create()
                    .withRetention(RETENTION)
                    .withShards(run.shards())
                    .withSpill(spill("uniqueness", run))
                    .withKeyAffinity(run.keyAffinity())
                    .withCacheBytes(CACHE_BYTES));
    PCollection<KV<Shard, IncrementBatch>> increments =
        checked.apply("FanOut", FanOut.create().withShards(run.shards()));
    if (run.sequences()) {
      increments =
          PCollectionList.of(increments)
              .and(checked.apply("CountSequences", countSequences(run)))
              .apply("WithSequences", Flatten.pCollections());
    }
    PCollection<CountRow> rows =
        increments
            .apply(
                "CombineInFixedWindows",
                CombineInFixedWindows.of(WINDOW).withKeyAffinity(run.keyAffinity()))
            .apply("AccumulateTotals", accumulateTotals(run));
    if (run.triggers()) {
      rows.apply("FireTriggers", FireTriggers.of(() -> TRIGGERS, SentEvent.ZONES))
          .apply("NoteFirings", NoteFirings.create());
    }
    PCollection<Void> written = rows.apply("WriteCounts", WriteSimulatedRows.create());
    if (run.positions()) {
      read.get(ReadOutputs.POSITIONS)
          .apply(
              "NotePositions",
              NotePositions.of(new SimulatedProgress(run.incarnation()), List.of(written)));
    }
    return Graph.of(pipeline);
  }

  private static LimitValues limitValues(Run run) {
    return LimitValues.of(SentEvent.LIMITS)
        .withRetention(RETENTION)
        .withShards(run.shards())
        .withSpill(spill("admitted", run))
        .withKeyAffinity(run.keyAffinity());
  }

  private static CountSequences countSequences(Run run) {
    return CountSequences.of(
        List.of(SentEvent.SEQUENCE),
        SentEvent.ZONES,
        HistorySettings.ofShards(run.shards())
            .withRetention(RETENTION)
            .withSpill(spill("sequences", run))
            .withKeyAffinity(run.keyAffinity()));
  }

  /** Without key affinity there is no journal, and all rows of a run have one owner. */
  private static AccumulateTotals accumulateTotals(Run run) {
    AccumulateTotals totals =
        AccumulateTotals.of(SentEvent.ZONES)
            .withKeyAffinity(run.keyAffinity())
            .withStoredTotals(new SimulatedTotals(), spill("totals", run), RETENTION, run.shards());
    return run.keyAffinity()
        ? totals.withJournal(new SimulatedJournal(run.incarnation()))
        : totals.ownedBy(RowVersion.FIRST_OWNER + run.incarnation());
  }

  private static PageSpill spill(String kind, Run run) {
    YearMonth horizon = run.bootstraps() ? YearMonth.of(2027, 6) : YearMonth.of(1, 1);
    long incarnation = (run.incarnation() * 1_000_000_000L) << 19;
    return PageSpill.to(new SimulatedPages(kind), horizon, incarnation)
        .withClock(new SimulatedClock())
        .withPortion(1);
  }

  private static HydrateEvents hydrateEvents() {
    return HydrateEvents.of(
        List.of(
            LookupTable.builder()
                .setName(SentEvent.PRODUCTS)
                .setSource(new ReferenceSource.CassandraTable("shop", "products"))
                .setKeyColumns(List.of("product"))
                .build()),
        List.of(
            new HydratedDimension(
                SentEvent.ORDERS.name(), SentEvent.CATEGORY, SentEvent.PRODUCTS, "category")),
        (table, columns) -> new SimulatedLookups());
  }
}
