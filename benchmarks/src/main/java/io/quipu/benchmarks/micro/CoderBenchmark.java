package io.quipu.benchmarks.micro;

import io.quipu.model.event.EventBatch;
import io.quipu.transforms.coders.EventBatchCoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures the coder of batches of 64 events, which go to the uniqueness stage; time per event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoderBenchmark {
  private static final int EVENTS = 64;

  private final EventBatchCoder coder = EventBatchCoder.of();
  private final EventBatch batch = EventBatch.of(Sample.events(EVENTS, EVENTS));
  private final byte[] bytes = encoded(coder, batch);

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public byte[] encode() {
    return encoded(coder, batch);
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public EventBatch decode() throws IOException {
    return coder.decode(new ByteArrayInputStream(bytes));
  }

  private static byte[] encoded(EventBatchCoder coder, EventBatch batch) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      coder.encode(batch, out);
    } catch (IOException e) {
      throw new IllegalStateException("There is no room for a batch.", e);
    }
    return out.toByteArray();
  }
}
