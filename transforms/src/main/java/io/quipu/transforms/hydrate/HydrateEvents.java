package io.quipu.transforms.hydrate;

import com.google.auto.value.AutoValue;
import io.quipu.model.catalog.HydratedDimension;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.transforms.shards.GlobalWindowInput;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;

/**
 * Adds missing values to events: dimension values from reference data, and, if there is no customer
 * id, one made of the company and the email address.
 *
 * <p>In: {@link Event}s in the global window. Out: {@link #EVENTS}, with their lookups answered,
 * and {@link #DEAD_LETTERS}. An event with an unknown key counts without the looked-up dimensions.
 * If the lookup declares {@code missing: dead-letter}, no event of the record counts, and the
 * record becomes one dead letter.
 *
 * <p>Guarantee: each event comes out once, as an event or as a dead letter. The lookups of a bundle
 * run at the same time, and are retried while Cassandra is not available. An answer, also
 * "unknown", is used until the table's expiry has passed.
 *
 * <p>Time: an event keeps its timestamp. State: none; each worker caches up to {@link
 * LookupTable#cacheSize} answers of a table, or all of a file.
 *
 * <p>Counters, in the namespace {@code quipu}, for events with lookups: {@code hydrated} counts the
 * events that came out, and {@code hydrate-unknown} those of them with an unknown key. {@code
 * hydrate-too-long} counts values that were left out because they have more than 2048 bytes. {@code
 * dead-letters.hydrate.unknown-key} counts the dead letters. {@code lookup-cache-hits} counts
 * events with all answers in the cache; {@code lookup-cache-misses} counts events that waited for
 * an answer.
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

  /** A table and its reference data. */
  record OpenTable(LookupTable table, ReferenceData data) implements Serializable {}

  private OpenTable open(LookupTable table) {
    return new OpenTable(
        table, source().of(table, new LookedUpValues(dimensions()).columns(table)));
  }

  private static Duration joda(java.time.Duration duration) {
    return Duration.millis(duration.toMillis());
  }
}
