package io.quipu.simulation.graph;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * The source of a simulated pipeline: a primitive that only the simulator can run.
 *
 * @param <T> the type of the elements that it reads
 */
public final class SimulatedRead<T> extends PTransform<PBegin, PCollection<T>> {
  private static final long serialVersionUID = 1L;

  private final Coder<T> coder;

  private SimulatedRead(Coder<T> coder) {
    this.coder = coder;
  }

  /** Reads elements of this coder, without an end. */
  public static <T> SimulatedRead<T> of(Coder<T> coder) {
    return new SimulatedRead<>(coder);
  }

  @Override
  public PCollection<T> expand(PBegin begin) {
    return PCollection.createPrimitiveOutputInternal(
        begin.getPipeline(),
        WindowingStrategy.globalDefault(),
        PCollection.IsBounded.UNBOUNDED,
        coder);
  }
}
