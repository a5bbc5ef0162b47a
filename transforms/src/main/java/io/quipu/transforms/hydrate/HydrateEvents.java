package io.quipu.transforms.hydrate;

import com.google.auto.value.AutoValue;
import io.quipu.model.DeadLetter;
import io.quipu.model.Event;
import io.quipu.model.cassandra.CassandraSettings;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.transforms.coders.DeadLetterCoder;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.shards.GlobalWindows;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/**
 * Adds what events lack: dimension values from reference data, and a customer's id made of company
 * and email address where no customer is known.
 *
 * <p>In: {@link Event}s in the global window. Out: {@link #EVENTS}, with their lookups answered,
 * and {@link #DEAD_LETTERS}. An event whose key the reference data does not know counts without the
 * dimensions; if the lookup is declared so, its record becomes a dead letter instead. A record that
 * several statistics count can so have several dead letters, one for each event of it.
 *
 * <p>Guarantee: each event comes out once, as an event or as a dead letter. The lookups of a bundle
 * run at the same time; while Cassandra is away they are made again. An answer, also "unknown", is
 * believed for the table's expiry.
 *
 * <p>Time: an event keeps its timestamp. State: none; each worker caches up to {@link
 * LookupTable#cacheSize} answers of a table, or a whole file.
 *
 * <p>Counters, in the namespace {@code quipu}: of the events that asked, {@code hydrated} came out,
 * {@code hydrate-unknown} of them without a row of some key, {@code hydrate-too-long} without a
 * value of over 2048 bytes, and {@code dead-letters.hydrate.unknown-key} were refused. For {@code
 * lookup-cache-hits} all answers were at hand; {@code lookup-cache-misses} waited for one.
 *
 * <pre>{@code
 * PCollectionTuple hydrated =
 *     events.apply("Hydrate",
 *         HydrateEvents.of(catalog.lookupTables(), catalog.hydratedDimensions())
 *             .withCassandra(settings));
 * }</pre>
 */
@AutoValue
public abstract class HydrateEvents extends PTransform<PCollection<Event>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  public static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};
  public static final TupleTag<DeadLetter> DEAD_LETTERS = new TupleTag<>("dead-letters") {};

  abstract List<LookupTable> tables();

  abstract List<HydratedDimension> dimensions();

  abstract @Nullable CassandraSettings cassandra();

  /** Hydrates these dimensions from these tables. */
  public static HydrateEvents of(List<LookupTable> tables, List<HydratedDimension> dimensions) {
    return new AutoValue_HydrateEvents(List.copyOf(tables), List.copyOf(dimensions), null);
  }

  /** Where the tables are that are in Cassandra. */
  public HydrateEvents withCassandra(CassandraSettings settings) {
    return new AutoValue_HydrateEvents(tables(), dimensions(), settings);
  }

  @Override
  public PCollectionTuple expand(PCollection<Event> events) {
    GlobalWindows.require("HydrateEvents", events);
    List<OpenTable> tables = tables().stream().map(this::tableOf).toList();
    PCollectionTuple outputs =
        events.apply(
            "LookUp",
            ParDo.of(new HydrateFn(tables, dimensions()))
                .withOutputTags(EVENTS, TupleTagList.of(DEAD_LETTERS)));
    outputs.get(EVENTS).setCoder(EventCoder.of());
    outputs.get(DEAD_LETTERS).setCoder(DeadLetterCoder.of());
    return outputs;
  }

  /** A table with what answers for it. */
  record OpenTable(LookupTable table, ReferenceData data) implements Serializable {}

  private OpenTable tableOf(LookupTable table) {
    ReferenceSource source = table.source();
    if (source instanceof ReferenceSource.File file) {
      return new OpenTable(table, new FileReferenceData(table, file, columnsOf(table)));
    }
    CassandraSettings settings = cassandra();
    if (settings == null) {
      throw new IllegalArgumentException(
          "The lookup '" + table.name() + "' is in Cassandra; call withCassandra(settings).");
    }
    ReferenceSource.CassandraTable where = (ReferenceSource.CassandraTable) source;
    ReferenceData stored = new CassandraReferenceData(table, where, columnsOf(table), settings);
    return new OpenTable(table, new CachedReferenceData(table, stored));
  }

  private List<String> columnsOf(LookupTable table) {
    return Stream.concat(
            table.keyColumns().stream(),
            dimensions().stream()
                .filter(dimension -> dimension.table().equals(table.name()))
                .map(HydratedDimension::column))
        .distinct()
        .toList();
  }
}
