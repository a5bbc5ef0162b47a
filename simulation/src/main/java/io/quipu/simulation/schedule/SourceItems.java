package io.quipu.simulation.schedule;

import io.quipu.model.event.Event;
import io.quipu.model.progress.ReadPosition;
import io.quipu.transforms.coders.EventCoder;
import io.quipu.transforms.coders.ReadPositionCoder;
import io.quipu.transforms.progress.ReadOutputs;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/** What the simulated source reads: an event, or a position between the events. */
final class SourceItems {
  static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};

  private SourceItems() {}

  static Coder<KV<List<Event>, List<ReadPosition>>> coder() {
    return KvCoder.of(ListCoder.of(EventCoder.of()), ListCoder.of(ReadPositionCoder.of()));
  }

  static Object of(Event event) {
    return KV.of(List.of(event), List.<ReadPosition>of());
  }

  static Object of(ReadPosition position) {
    return KV.of(List.<Event>of(), List.of(position));
  }

  /** Gives events and positions on. */
  static PCollectionTuple split(PCollection<KV<List<Event>, List<ReadPosition>>> items) {
    return items.apply(
        "Split",
        ParDo.of(new SplitFn()).withOutputTags(EVENTS, TupleTagList.of(ReadOutputs.POSITIONS)));
  }

  private static final class SplitFn extends DoFn<KV<List<Event>, List<ReadPosition>>, Event> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<List<Event>, List<ReadPosition>> item, MultiOutputReceiver out) {
      item.getKey().forEach(out.get(EVENTS)::output);
      item.getValue().forEach(out.get(ReadOutputs.POSITIONS)::output);
    }
  }
}
