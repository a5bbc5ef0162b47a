package io.quipu.transforms.hydrate;

import com.google.auto.value.AutoValue;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.transforms.shards.GlobalWindowInput;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;

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
 *         HydrateEvents.of(catalog.lookupTables(), catalog.hydratedDimensions(), source));
 * }</pre>
 */
@AutoValue
public abstract class HydrateEvents extends PTransform<PCollection<Event>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  public static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};
  public static final TupleTag<DeadLetter> DEAD_LETTERS = new TupleTag<>("dead-letters") {};

  abstract List<LookupTable> tables();

  abstract List<HydratedDimension> dimensions();

  abstract ReferenceData.Source source();

  /**
   * Hydrates dimensions from tables.
   *
   * @param source opens the reference data of each table
   */
  public static HydrateEvents of(
      List<LookupTable> tables, List<HydratedDimension> dimensions, ReferenceData.Source source) {
    return new AutoValue_HydrateEvents(List.copyOf(tables), List.copyOf(dimensions), source);
  }

  @Override
  public PCollectionTuple expand(PCollection<Event> events) {
    GlobalWindowInput.require("HydrateEvents", events);
    List<OpenTable> tables = tables().stream().map(this::open).toList();
    return events.apply(
        "LookUp",
        ParDo.of(new HydrateFn(tables, dimensions()))
            .withOutputTags(EVENTS, TupleTagList.of(DEAD_LETTERS)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(
        DisplayData.item("referenceData", source().getClass())
            .withLabel("Source of reference data"));
    for (LookupTable table : tables()) {
      builder
          .add(
              DisplayData.item("lookup." + table.name() + ".cacheSize", table.cacheSize())
                  .withLabel("Answers that each worker remembers of '" + table.name() + "'"))
          .add(
              DisplayData.item("lookup." + table.name() + ".expiry", joda(table.expiry()))
                  .withLabel("How long an answer of '" + table.name() + "' is believed"));
    }
  }

  /** A table with what answers for it. */
  record OpenTable(LookupTable table, ReferenceData data) implements Serializable {}

  private OpenTable open(LookupTable table) {
    return new OpenTable(table, source().of(table, columnsOf(table)));
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

  private static Duration joda(java.time.Duration duration) {
    return Duration.millis(duration.toMillis());
  }
}
