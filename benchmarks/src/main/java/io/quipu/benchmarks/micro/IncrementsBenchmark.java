package io.quipu.benchmarks.micro;

import io.quipu.model.counter.IncrementBatch;
import io.quipu.model.counter.Increments;
import io.quipu.model.event.CheckedEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Measures the increments of a bundle of 1,024 events of six counters, all in one shard; time per
 * event.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IncrementsBenchmark {
  private static final int EVENTS = 1024;

  private final List<CheckedEvent> events = Sample.checked(EVENTS, EVENTS);
  private final IncrementBatch batch = added().toBatch();

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public IncrementBatch build() {
    return added().toBatch();
  }

  /** Merges two batches into one. */
  @Benchmark
  @OperationsPerInvocation(2 * EVENTS)
  public IncrementBatch merge() {
    Increments merged = new Increments();
    merged.add(batch);
    merged.add(batch);
    return merged.toBatch();
  }

  private Increments added() {
    Increments increments = new Increments();
    for (CheckedEvent event : events) {
      for (int i = 0; i < event.event().counters(); i++) {
        increments.add(event, i);
      }
    }
    return increments;
  }
}
