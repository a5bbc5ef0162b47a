package io.quipu.pipeline;

import com.google.auto.value.AutoValue;
import io.quipu.model.CheckedEvent;
import io.quipu.model.CountRow;
import io.quipu.model.DeadLetter;
import io.quipu.model.Event;
import io.quipu.model.IncrementBatch;
import io.quipu.model.RawRecord;
import io.quipu.model.Shard;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.deadletters.HoldUntilDurable;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.fanout.FanOut;
import io.quipu.transforms.fanout.KeepCustomers;
import io.quipu.transforms.hydrate.HydrateEvents;
import io.quipu.transforms.pages.Archive;
import io.quipu.transforms.pages.CassandraPages;
import io.quipu.transforms.parse.ParseEvents;
import io.quipu.transforms.totals.CassandraTotals;
import io.quipu.transforms.totals.ReadTotals;
import io.quipu.transforms.totals.RollUp;
import io.quipu.transforms.unique.CheckUniqueness;
import io.quipu.transforms.unique.CountEveryEvent;
import io.quipu.transforms.write.WriteCounts;
import io.quipu.transforms.write.WriteIncrements;
import java.time.Duration;
import java.time.YearMonth;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PDone;
import org.jspecify.annotations.Nullable;

/**
 * From records to counts in Cassandra: of companies, with their different customers, or of each
 * customer. {@link #build} is its table of contents.
 */
@AutoValue
public abstract class CountingPipeline {
  /** Far enough back that no month is before it: nothing was stored by an earlier job. */
  private static final YearMonth NOTHING_STORED = YearMonth.of(1, 1);

  abstract JobKind kind();

  abstract Catalog catalog();

  abstract PTransform<PBegin, PCollection<RawRecord>> read();

  abstract PTransform<PCollection<DeadLetter>, PDone> writeDeadLetters();

  abstract CassandraSettings cassandra();

  abstract Duration window();

  abstract Duration retention();

  abstract YearMonth hydrateBefore();

  abstract long lineage();

  abstract long epoch();

  abstract int shards();

  abstract Delivery delivery();

  abstract CountMode countMode();

  abstract boolean holdDeadLetters();

  abstract boolean stickyKeys();

  abstract @Nullable PTransform<PCollection<CountRow>, PDone> writeRows();

  /** A pipeline with windows of 1 second and a retention of 31 days that hydrates no totals. */
  public static Builder builder() {
    return new AutoValue_CountingPipeline.Builder()
        .setWindow(Duration.ofSeconds(1))
        .setRetention(Duration.ofDays(31))
        .setHydrateBefore(NOTHING_STORED)
        .setEpoch(0)
        .setShards(Shard.DEFAULT_COUNT)
        .setDelivery(Delivery.EXACTLY_ONCE)
        .setCountMode(CountMode.FINAL)
        .setHoldDeadLetters(false)
        .setStickyKeys(false);
  }

  /** Adds all stages to a pipeline. */
  public void build(Pipeline pipeline) {
    PCollectionTuple parsed =
        pipeline.apply("Read", read()).apply("Parse", ParseEvents.of(catalog()));
    PCollectionTuple hydrated = parsed.get(ParseEvents.EVENTS).apply("Hydrate", hydrateEvents());

    PCollection<KV<Shard, IncrementBatch>> increments =
        check(hydrated.get(HydrateEvents.EVENTS))
            .apply("FanOut", fanOut())
            .apply(
                "CombineInFixedWindows",
                CombineInFixedWindows.of(joda(window())).withStickyKeys(stickyKeys()));
    switch (countMode()) {
      case FINAL ->
          increments.apply("ReadTotals", readTotals()).apply("WriteCounts", writeCounts());
      case INCREMENTS ->
          increments
              .apply("RollUp", RollUp.of(catalog().timeZones()))
              .apply("WriteIncrements", writeIncrements());
    }

    PCollection<DeadLetter> deadLetters =
        PCollectionList.of(parsed.get(ParseEvents.DEAD_LETTERS))
            .and(hydrated.get(HydrateEvents.DEAD_LETTERS))
            .apply("DeadLetters", Flatten.pCollections());
    (holdDeadLetters()
            ? deadLetters.apply("HoldUntilDurable", HoldUntilDurable.create())
            : deadLetters)
        .apply("WriteDeadLetters", writeDeadLetters());
  }

  private PTransform<PCollection<Event>, PCollectionTuple> hydrateEvents() {
    return HydrateEvents.of(catalog().lookupTables(), catalog().hydratedDimensions())
        .withCassandra(cassandra());
  }

  /** Leaves out what is not to be counted, and finds out who is new. */
  private PCollection<CheckedEvent> check(PCollection<Event> events) {
    if (kind() == JobKind.STATISTIC) {
      return events.apply("CheckUniqueness", checkUniqueness(CassandraPages.Kind.UNIQUENESS));
    }
    PCollection<Event> ofCustomers = events.apply("KeepCustomers", KeepCustomers.create());
    return catalog().event().id() == null
        ? ofCustomers.apply("CountEveryEvent", CountEveryEvent.create())
        : ofCustomers.apply(
            "CheckIds", checkUniqueness(CassandraPages.Kind.CUSTOMER_IDS).withoutUniqueness());
  }

  private CheckUniqueness checkUniqueness(CassandraPages.Kind pages) {
    return CheckUniqueness.create()
        .withRetention(joda(retention()))
        .withShards(shards())
        .withArchive(archive(pages))
        .withStickyKeys(stickyKeys());
  }

  private FanOut fanOut() {
    FanOut fanOut = FanOut.create().withShards(shards());
    return kind() == JobKind.CUSTOMER ? fanOut.byCustomer() : fanOut;
  }

  private ReadTotals readTotals() {
    CassandraTotals stored = new CassandraTotals(cassandra(), catalog().timeZones());
    CassandraPages.Kind pages =
        kind() == JobKind.CUSTOMER
            ? CassandraPages.Kind.CUSTOMER_TOTALS
            : CassandraPages.Kind.TOTALS;
    ReadTotals totals = ReadTotals.of(catalog().timeZones()).withStickyKeys(stickyKeys());
    if (delivery() == Delivery.AT_MOST_ONCE) {
      return totals.alwaysFrom(stored, joda(retention()), shards());
    }
    return totals.withStoredTotals(stored, archive(pages), joda(retention()), shards());
  }

  private Archive archive(CassandraPages.Kind kind) {
    return Archive.of(new CassandraPages(cassandra(), kind), hydrateBefore(), lineage());
  }

  private PTransform<PCollection<CountRow>, PDone> writeCounts() {
    PTransform<PCollection<CountRow>, PDone> given = writeRows();
    return given != null ? given : writeToCassandra();
  }

  private PTransform<PCollection<CountRow>, PDone> writeToCassandra() {
    return WriteCounts.to(cassandra())
        .withEpoch(epoch())
        .withSlices(new CatalogSlices(catalog()))
        .withTimeZones(catalog().timeZones());
  }

  private PTransform<PCollection<CountRow>, PDone> writeIncrements() {
    return WriteIncrements.to(cassandra())
        .withSlices(new CatalogSlices(catalog()))
        .withTimeZones(catalog().timeZones());
  }

  private static org.joda.time.Duration joda(Duration duration) {
    return org.joda.time.Duration.millis(duration.toMillis());
  }

  /**
   * Sets the parts of the pipeline; the kind, the catalog, both ends, Cassandra and the lineage are
   * required.
   */
  @AutoValue.Builder
  public abstract static class Builder {
    public abstract Builder setKind(JobKind kind);

    public abstract Builder setCatalog(Catalog catalog);

    public abstract Builder setRead(PTransform<PBegin, PCollection<RawRecord>> read);

    public abstract Builder setWriteDeadLetters(PTransform<PCollection<DeadLetter>, PDone> write);

    public abstract Builder setCassandra(CassandraSettings settings);

    public abstract Builder setWindow(Duration window);

    public abstract Builder setRetention(Duration retention);

    /** The first month of which Cassandra has no counts yet. */
    public abstract Builder setHydrateBefore(YearMonth month);

    /** What tells this job's pages in Cassandra from those of earlier jobs; required. */
    public abstract Builder setLineage(long lineage);

    public abstract Builder setEpoch(long epoch);

    public abstract Builder setShards(int shards);

    public abstract Builder setDelivery(Delivery delivery);

    public abstract Builder setCountMode(CountMode mode);

    /** Whether dead letters are written when a checkpoint has them; the runner must have some. */
    public abstract Builder setHoldDeadLetters(boolean hold);

    /** Whether the runner is one for {@link CheckUniqueness#withStickyKeys}. */
    public abstract Builder setStickyKeys(boolean sticky);

    /** Where final rows go; into the tables in Cassandra unless set. */
    public abstract Builder setWriteRows(PTransform<PCollection<CountRow>, PDone> write);

    public abstract CountingPipeline build();
  }
}
