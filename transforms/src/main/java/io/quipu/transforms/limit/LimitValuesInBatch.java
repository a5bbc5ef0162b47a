package io.quipu.transforms.limit;

import io.quipu.model.event.Event;
import io.quipu.model.limit.FirstValues;
import io.quipu.model.limit.LimitedMonth;
import io.quipu.model.limit.ValueLimits;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.coders.FirstValuesCoder;
import io.quipu.transforms.coders.LimitedMonthCoder;
import io.quipu.transforms.pages.PageSpill;
import io.quipu.transforms.shards.GlobalWindowInput;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Limits values as {@link LimitValues} does, but for input that has an end, and without state.
 *
 * <p>In: hydrated {@link Event}s in the global window. Out: {@link #EVENTS}, each event once, and
 * {@link #STORED}, which has no elements and ends when the admitted values are stored.
 *
 * <p>Guarantee: the values within the limit are those of {@link FirstValues}: the first ones by the
 * hours of their events. They do not depend on the order of the input. Each admitted value has all
 * of its events, and {@code (other)} has all events of the others.
 *
 * <p>Cost: the values of a bundle are combined before they are shuffled; events are not shuffled. A
 * worker has in memory the admitted values of those dimensions that have others.
 */
public final class LimitValuesInBatch extends PTransform<PCollection<Event>, PCollectionTuple> {
  private static final long serialVersionUID = 1L;

  /** The events as they count. */
  public static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};

  /** Ends when the admitted values are stored. */
  public static final TupleTag<Void> STORED = new TupleTag<>("stored") {};

  private final ValueLimits limits;
  private final PageSpill spill;

  private LimitValuesInBatch(ValueLimits limits, PageSpill spill) {
    this.limits = limits;
    this.spill = spill;
  }

  /**
   * Limits values, and stores those that are admitted.
   *
   * @param spill where a live job finds them that continues from the batch
   */
  public static LimitValuesInBatch of(ValueLimits limits, PageSpill spill) {
    return new LimitValuesInBatch(limits, spill);
  }

  @Override
  public PCollectionTuple expand(PCollection<Event> events) {
    GlobalWindowInput.require("LimitValuesInBatch", events);
    KvCoder<LimitedMonth, FirstValues> coder =
        KvCoder.of(LimitedMonthCoder.of(), FirstValuesCoder.of());
    PCollection<KV<LimitedMonth, FirstValues>> values =
        events
            .apply("FirstValues", ParDo.of(new FirstValuesFn(limits)))
            .setCoder(coder)
            .apply("OfAllEvents", Combine.perKey(new FirstFn()))
            .setCoder(coder);
    PCollectionView<Map<LimitedMonth, FirstValues>> overflowing =
        values
            .apply("WithOthers", Filter.by(value -> value.getValue().hasOthers()))
            .apply("View", View.asMap());
    PCollection<Event> limited =
        events
            .apply(
                "Limit", ParDo.of(new LimitAllFn(limits, overflowing)).withSideInputs(overflowing))
            .setCoder(EventCoder.of());
    PCollection<Void> stored =
        values.apply("Store", ParDo.of(new StoreAdmittedFn(spill))).setCoder(VoidCoder.of());
    return PCollectionTuple.of(EVENTS, limited).and(STORED, stored);
  }

  private static final class FirstFn
      extends Combine.CombineFn<FirstValues, FirstValues, FirstValues> {
    private static final long serialVersionUID = 1L;

    @Override
    public FirstValues createAccumulator() {
      return new FirstValues();
    }

    @Override
    public FirstValues addInput(FirstValues all, FirstValues more) {
      all.add(more);
      return all;
    }

    @Override
    public FirstValues mergeAccumulators(Iterable<FirstValues> parts) {
      FirstValues all = new FirstValues();
      parts.forEach(all::add);
      return all;
    }

    @Override
    public FirstValues extractOutput(FirstValues all) {
      return all;
    }

    @Override
    public Coder<FirstValues> getAccumulatorCoder(
        CoderRegistry registry, Coder<FirstValues> inputCoder) {
      return FirstValuesCoder.of();
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("limits", limits.toString()).withLabel("Limits of dimensions"))
        .include("spill", spill);
  }
}
