package io.quipu.transforms.coders;

import com.google.auto.service.AutoService;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Fingerprint;
import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.event.CheckedEvent;
import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.Event;
import io.quipu.model.event.EventBatch;
import io.quipu.model.event.RawRecord;
import io.quipu.model.limit.FirstValues;
import io.quipu.model.limit.LimitedMonth;
import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.ReadPosition;
import io.quipu.model.range.VisitBatch;
import io.quipu.model.sequence.StepBatch;
import io.quipu.model.state.Shard;
import io.quipu.model.trigger.Firing;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviderRegistrar;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Registers the coders of the model's types with Beam, so that a pipeline needs no {@code
 * withCoder} and no {@code setCoder} for them. Beam finds this class as a service.
 *
 * <pre>{@code
 * PCollection<Event> events = pipeline.apply(Create.of(event));
 * }</pre>
 */
@AutoService(CoderProviderRegistrar.class)
public final class ModelCoderRegistrar implements CoderProviderRegistrar {

  /** Beam creates it as a service. */
  public ModelCoderRegistrar() {}

  @Override
  public List<CoderProvider> getCoderProviders() {
    return List.of(
        provider(RawRecord.class, RawRecordCoder.of()),
        provider(DeadLetter.class, DeadLetterCoder.of()),
        provider(Event.class, EventCoder.of()),
        provider(EventBatch.class, EventBatchCoder.of()),
        provider(CheckedEvent.class, CheckedEventCoder.of()),
        provider(StepBatch.class, StepBatchCoder.of()),
        provider(VisitBatch.class, VisitBatchCoder.of()),
        provider(IncrementBatch.class, IncrementBatchCoder.of()),
        provider(CountRow.class, CountRowCoder.of()),
        provider(Firing.class, FiringCoder.of()),
        provider(ReadPosition.class, ReadPositionCoder.of()),
        provider(Lateness.class, LatenessCoder.of()),
        provider(LimitedMonth.class, LimitedMonthCoder.of()),
        provider(FirstValues.class, FirstValuesCoder.of()),
        provider(Shard.class, ShardCoder.of()),
        provider(Fingerprint.class, FingerprintCoder.of()));
  }

  private static <T> CoderProvider provider(Class<T> type, Coder<T> coder) {
    return CoderProviders.forCoder(TypeDescriptor.of(type), coder);
  }
}
