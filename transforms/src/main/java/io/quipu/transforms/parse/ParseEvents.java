package io.quipu.transforms.parse;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.RawRecord;
import io.quipu.model.progress.Lateness;
import java.util.List;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Parses JSON records into the events that a catalog declares.
 *
 * <p>In: {@link RawRecord}. Out: {@link #EVENTS}, one for each statistic that counts a record,
 * {@link #DEAD_LETTERS} for records that are not valid events, and {@link #LATENESS}. Each record
 * has at least one event, or one dead letter, or is ignored because no statistic counts it.
 *
 * <p>The counters {@code parsed}, {@code dead-letters} and {@code ignored} of the namespace {@code
 * quipu} add up to the number of records. {@code dead-letters.parse.REASON} counts the dead letters
 * of a reason. {@code properties-left-out} counts fields that a statistic with {@code properties}
 * left out, because they were too many or too long.
 *
 * <p>Time: elements keep their stream time; an event's bucket follows the time in the event. State:
 * none.
 *
 * <pre>{@code
 * PCollectionTuple parsed = records.apply("Parse events", ParseEvents.of(catalog));
 * PCollection<Event> events = parsed.get(ParseEvents.EVENTS);
 * }</pre>
 */
public final class ParseEvents extends PTransform<PCollection<RawRecord>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  public static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};
  public static final TupleTag<DeadLetter> DEAD_LETTERS = new TupleTag<>("dead-letters") {};

  /** How late the events of companies come: now and then a part, of some seconds of events. */
  public static final TupleTag<KV<String, Lateness>> LATENESS = new TupleTag<>("lateness") {};

  private final Catalog catalog;

  private ParseEvents(Catalog catalog) {
    this.catalog = catalog;
  }

  public static ParseEvents of(Catalog catalog) {
    return new ParseEvents(catalog);
  }

  @Override
  public PCollectionTuple expand(PCollection<RawRecord> records) {
    return records.apply(
        "Parse records",
        ParDo.of(new ParseFn(catalog))
            .withOutputTags(EVENTS, TupleTagList.of(DEAD_LETTERS).and(LATENESS)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(
            DisplayData.item("statistics", String.join(", ", names()))
                .withLabel("Statistics of the catalog"))
        .add(
            DisplayData.item("timeZone", catalog.timeZones().defaultZone().getId())
                .withLabel("Time zone of companies without their own"));
  }

  private List<String> names() {
    return catalog.definitions().stream().map(StatisticDefinition::name).toList();
  }
}
